using ActorPipeline.Cluster.Trust;
using Microsoft.AspNetCore.Connections;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>A connection that has not proved yet that it knows the token.</summary>
internal sealed class PendingConnection(Action admit)
{
    /// <summary>It has proved it.</summary>
    public void Admit() => admit();
}

/// <summary>
/// Limits the connections that are not authenticated yet. When there are too many, the oldest of them is closed, so that any number of clients
/// without the token cannot lock out one that has it.
/// </summary>
/// <param name="rejections">Counts those that were closed.</param>
internal sealed class ConnectionLimiter(RejectionLog rejections)
{
    private const int MaxPending = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<ConnectionContext> _pending = [];

    /// <summary>The connection middleware.</summary>
    public ConnectionDelegate AdmitAsync(ConnectionDelegate next) => async connection =>
    {
        var node = Add(connection);
        connection.Features.Set(new PendingConnection(() => Remove(node)));
        try
        {
            await next(connection);
        }
        finally
        {
            Remove(node);
        }
    };

    private LinkedListNode<ConnectionContext> Add(ConnectionContext connection)
    {
        LinkedListNode<ConnectionContext> node;
        ConnectionContext? closed = null;
        lock (_lock)
        {
            node = _pending.AddLast(connection);
            if (_pending.Count > MaxPending)
            {
                closed = _pending.First!.Value;
                _pending.RemoveFirst();
            }
        }
        if (closed is not null)
        {
            rejections.Add($"{closed.RemoteEndPoint}", $"more than {MaxPending} connections that proved nothing");
            closed.Abort();
        }
        return node;
    }

    private void Remove(LinkedListNode<ConnectionContext> node)
    {
        lock (_lock)
            if (node.List is not null)
                _pending.Remove(node);
    }
}
