using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace EmbeddedAkka.Tests.Cluster;

/// <summary>
/// A net of nodes on loopback that can be split into sides. Each node has a host name of its own, at which it is reached through here; who
/// connects is known by the host name in the first bytes, for any protocol says there who it is.
/// </summary>
internal sealed partial class Net : IAsyncDisposable
{
    private readonly List<Place> _places = [];
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    private volatile int[] _sides = [];

    /// <summary>The settings of a new node.</summary>
    public string Add()
    {
        var place = new Place(_places.Count, new TcpListener(IPAddress.Parse($"127.0.0.{_places.Count + 2}"), 0), FreePort());
        _places.Add(place);
        place.Listener.Start();
        _ = Accept(place);
        return $$"""
            akka.remote {
              retry-gate-closed-for = 200 ms
              dot-netty.tcp {
                public-hostname = {{((IPEndPoint)place.Listener.LocalEndpoint).Address}}
                public-port = {{((IPEndPoint)place.Listener.LocalEndpoint).Port}}
                port = {{place.Target}}
              }
            }
            """;
    }

    /// <param name="sides">Of each node, in the order of <see cref="Add"/>: nodes of different sides lose each other.</param>
    public void Split(params int[] sides)
    {
        _sides = sides;
        foreach (var connection in _connections.Keys.Where(connection => !Joins(connection.From, connection.To)))
            connection.Dispose();
    }

    public void Heal() => _sides = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var place in _places)
            place.Listener.Stop();
        foreach (var connection in _connections.Keys)
            connection.Dispose();
        await Task.CompletedTask;
    }

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

    private bool Joins(int from, int to) => _sides is var sides && (sides.Length == 0 || sides[from] == sides[to]);

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
        using var target = new TcpClient { NoDelay = true };
        try
        {
            client.NoDelay = true;
            var first = new byte[4096];
            var count = await client.GetStream().ReadAsync(first);
            var from = int.Parse(HostName().Match(Encoding.Latin1.GetString(first, 0, count)).Groups[1].Value) - 2;
            using var connection = new Connection(from, place.Index, client, target);
            _connections[connection] = true;
            // After it is in the list, or a split between the two would overlook it.
            if (Joins(from, place.Index))
            {
                await target.ConnectAsync(IPAddress.Loopback, place.Target);
                await target.GetStream().WriteAsync(first.AsMemory(0, count));
                await Task.WhenAny(Pump(client, target), Pump(target, client));
            }
            _connections.TryRemove(connection, out _);
        }
        catch (Exception ended) when (
            ended is IOException or SocketException or ObjectDisposedException or InvalidOperationException or FormatException)
        {
        }
        finally
        {
            client.Dispose();
        }
    }

    [GeneratedRegex(@"127\.0\.0\.(\d+)")]
    private static partial Regex HostName();

    private sealed record Place(int Index, TcpListener Listener, int Target);

    private sealed record Connection(int From, int To, TcpClient Client, TcpClient Target) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Target.Dispose();
        }
    }
}
