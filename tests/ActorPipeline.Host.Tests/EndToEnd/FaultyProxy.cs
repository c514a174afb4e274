using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>A net that fails on demand: passes on what comes to <see cref="Port"/> to <see cref="TargetPort"/> on loopback.</summary>
/// <remarks>
/// Give a node <see cref="TargetPort"/> as its port and <see cref="Port"/> as its public port, and all that others send it comes through here.
/// </remarks>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _cut;
    private int _accepted;

    /// <summary>Listens on loopback, for a port that is free now.</summary>
    public FaultyProxy() : this(new IPEndPoint(IPAddress.Loopback, 0), FreePort())
    {
    }

    /// <param name="endpoint">Where it listens; port 0 is any free one.</param>
    /// <param name="targetPort">Where it passes on to.</param>
    public FaultyProxy(IPEndPoint endpoint, int targetPort)
    {
        _listener = new TcpListener(endpoint);
        _listener.Start();
        (Port, TargetPort) = (((IPEndPoint)_listener.LocalEndpoint).Port, targetPort);
        _open.SetResult();
        _accepting = AcceptAll();
    }

    public int Port { get; }

    public int TargetPort { get; }

    /// <summary>How many connections have been accepted and passed on.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>What each chunk of bytes waits before it is passed on.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Ends all connections, and every new one at once.</summary>
    public void Cut()
    {
        _cut = true;
        CloseAll();
    }

    /// <summary>Ends all connections; new ones are passed on.</summary>
    public void CloseAll()
    {
        foreach (var connection in _connections.Keys)
            connection.Dispose();
    }

    /// <summary>Lets nothing through, in silence: connections stay, and new ones are accepted.</summary>
    public void Pause()
    {
        if (_open.Task.IsCompleted)
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Passes on again, what has waited too.</summary>
    public void Heal()
    {
        _cut = false;
        _open.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _cut = true;
        _listener.Stop();
        await _accepting;
        Heal();
        CloseAll();
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private async Task AcceptAll()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var connection = new Connection(client, new TcpClient { NoDelay = true });
        try
        {
            client.NoDelay = true;
            await _open.Task;
            if (_cut)
                return;
            _connections[connection] = true;
            await connection.Target.ConnectAsync(IPAddress.Loopback, TargetPort);
            Interlocked.Increment(ref _accepted);
            await Task.WhenAny(Pump(client, connection.Target), Pump(connection.Target, client));
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task Pump(TcpClient from, TcpClient to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer) is var count and > 0)
        {
            if (Delay > TimeSpan.Zero)
                await Task.Delay(Delay);
            await _open.Task;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private sealed record Connection(TcpClient Client, TcpClient Target) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Target.Dispose();
        }
    }
}
