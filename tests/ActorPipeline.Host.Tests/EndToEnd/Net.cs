using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>
/// A net of nodes on loopback that can be split into sides, and in which single links can break. Each node has an address of its own, at which
/// it is reached through here. Who connects is known by the address in what it sends first, for any protocol says there who it is.
/// </summary>
internal sealed partial class Net : IAsyncDisposable
{
    private readonly List<Place> _places = [];
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    private volatile Func<int, int, bool> _joins = (_, _) => true;
    private int _nodes;

    /// <summary>The settings of a new node.</summary>
    public string Add()
    {
        var (node, target) = (_nodes++, FreePort());
        return $$"""
            akka.remote {
              retry-gate-closed-for = 200 ms
              dot-netty.tcp {
                public-hostname = {{AddressOf(node)}}
                public-port = {{Open(node, 0, target, null)}}
                port = {{target}}
              }
            }
            """;
    }

    /// <summary>A new node that takes messages at this port of 127.0.0.1.</summary>
    /// <param name="port">Others know it by the same port.</param>
    /// <param name="dataPort">Where the first of all nodes pulls data from it, if any.</param>
    /// <returns>The address by which others know it.</returns>
    public string Add(int port, int? dataPort = null)
    {
        var node = _nodes++;
        Open(node, port, port, null);
        if (dataPort is { } data)
            Open(node, data, data, 0);
        return AddressOf(node);
    }

    /// <param name="sides">Of each node, in the order of <see cref="Add()"/>: nodes of different sides lose each other.</param>
    public void Split(params int[] sides) => Lose((a, b) => sides[a] != sides[b]);

    /// <summary>These two nodes lose each other, and no others.</summary>
    public void Break(int one, int other) => Lose((a, b) => (a, b) == (one, other) || (b, a) == (one, other));

    public void Heal() => _joins = (_, _) => true;

    public async ValueTask DisposeAsync()
    {
        foreach (var place in _places)
            place.Listener.Stop();
        foreach (var connection in _connections.Keys)
            connection.Dispose();
        await Task.CompletedTask;
    }

    private static string AddressOf(int node) => $"127.0.0.{node + 2}";

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static async Task Pump(TcpClient from, TcpClient to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer) is var count and > 0)
            await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
    }

    private int Open(int node, int port, int target, int? from)
    {
        var place = new Place(node, new TcpListener(IPAddress.Parse(AddressOf(node)), port), target, from);
        _places.Add(place);
        place.Listener.Start();
        _ = Accept(place);
        return ((IPEndPoint)place.Listener.LocalEndpoint).Port;
    }

    private void Lose(Func<int, int, bool> apart)
    {
        _joins = (a, b) => !apart(a, b);
        foreach (var connection in _connections.Keys.Where(connection => !Joins(connection)))
            connection.Dispose();
    }

    private bool Joins(Connection connection) => connection.From is not { } from || _joins(from, connection.To);

    private async Task Accept(Place place)
    {
        try
        {
            while (true)
                _ = Serve(place, await place.Listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(Place place, TcpClient client)
    {
        using var connection = new Connection(place.Node, client, new TcpClient { NoDelay = true }) { From = place.From };
        _connections[connection] = true;
        try
        {
            client.NoDelay = true;
            // After it is in the list, or a split between the two would overlook it.
            if (!Joins(connection))
                return;
            await connection.Target.ConnectAsync(IPAddress.Loopback, place.Target);
            await Task.WhenAny(PumpUp(connection), Pump(connection.Target, client));
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    /// <summary>Passes on what the one who connects sends, and finds out who that is.</summary>
    private async Task PumpUp(Connection connection)
    {
        var (buffer, introduction) = (new byte[4096], "");
        while (connection.From is null && await connection.Client.GetStream().ReadAsync(buffer) is var count and > 0)
        {
            introduction += Encoding.Latin1.GetString(buffer, 0, count);
            if (HostName().Match(introduction) is { Success: true } name)
                connection.From = int.Parse(name.Groups[1].Value) - 2;
            if (!Joins(connection))
                return;
            await connection.Target.GetStream().WriteAsync(buffer.AsMemory(0, count));
        }
        await Pump(connection.Client, connection.Target);
    }

    [GeneratedRegex(@"127\.0\.0\.(\d+)")]
    private static partial Regex HostName();

    /// <param name="Node">Who is reached there.</param>
    /// <param name="Listener">Where others connect.</param>
    /// <param name="Target">Where that is passed on to.</param>
    /// <param name="From">Who alone connects there; null: whoever says so.</param>
    private sealed record Place(int Node, TcpListener Listener, int Target, int? From);

    private sealed class Connection(int to, TcpClient client, TcpClient target) : IDisposable
    {
        private int _from = -1;

        public int To => to;

        public TcpClient Client => client;

        public TcpClient Target => target;

        /// <summary>Null until it is known.</summary>
        public int? From
        {
            get => Volatile.Read(ref _from) is >= 0 and var from ? from : null;
            set => Volatile.Write(ref _from, value ?? -1);
        }

        public void Dispose()
        {
            client.Dispose();
            target.Dispose();
        }
    }
}
