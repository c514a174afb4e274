using ActorPipeline.Cluster.Trust;
using Microsoft.AspNetCore.Connections;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>Open once the one behind it has proved that it knows the token.</summary>
internal sealed class Door(Action open)
{
    public void Open() => open();
}

/// <summary>
/// Lets few connections in that have proved nothing yet. When there are too many, the one that has been silent longest is closed, so that
/// those who can prove something always find room among any number of those who cannot.
/// </summary>
/// <param name="rejections">Counts those that were closed.</param>
internal sealed class ConnectionLimiter(RejectionLog rejections)
{
    private const int Strangers = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<ConnectionContext> _strangers = [];

    /// <summary>The step of a connection's way in.</summary>
    public ConnectionDelegate AdmitAsync(ConnectionDelegate next) => async connection =>
    {
        var place = Enter(connection);
        connection.Features.Set(new Door(() => Leave(place)));
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(place);
        }
    };

    private LinkedListNode<ConnectionContext> Enter(ConnectionContext connection)
    {
        LinkedListNode<ConnectionContext> place;
        ConnectionContext? closed = null;
        lock (_lock)
        {
            place = _strangers.AddLast(connection);
            if (_strangers.Count > Strangers)
            {
                closed = _strangers.First!.Value;
                _strangers.RemoveFirst();
            }
        }
        if (closed is not null)
        {
            rejections.Add($"{closed.RemoteEndPoint}", $"more than {Strangers} connections that proved nothing");
            closed.Abort();
        }
        return place;
    }

    private void Leave(LinkedListNode<ConnectionContext> place)
    {
        lock (_lock)
            if (place.List is not null)
                _strangers.Remove(place);
    }
}
