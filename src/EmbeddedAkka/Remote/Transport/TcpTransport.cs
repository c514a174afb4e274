using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>Payloads over TCP, each after its length: four bytes, little-endian. The section <c>akka.remote.dot-netty.tcp</c>.</summary>
internal sealed class TcpTransport : Transport
{
    /// <summary>After a connection could not be accepted.</summary>
    private static readonly TimeSpan _rest = TimeSpan.FromMilliseconds(100);

    private readonly string _hostname;
    private readonly int _port;
    private readonly TimeSpan _connectionTimeout;
    private readonly ConcurrentDictionary<TcpAssociationHandle, bool> _handles = new();
    private readonly ILoggingAdapter _log;
    private Socket? _listening;
    private Address? _address;
    private volatile bool _stopping;

    internal TcpTransport(ActorSystem system, Config tcp)
    {
        System = system;
        Config = tcp;
        SchemeIdentifier = "tcp";
        _hostname = tcp.GetString("hostname") ?? "";
        _port = Port("port");
        MaximumPayloadBytes = tcp.GetByteSize("maximum-frame-size") ?? 0;
        if (MaximumPayloadBytes is < 32_000 or > int.MaxValue)
            throw new ConfigurationException($"akka.remote.dot-netty.tcp.maximum-frame-size must be 32000 bytes at least, is [{MaximumPayloadBytes}].");
        _connectionTimeout = tcp.GetTimeSpan("connection-timeout");
        _log = Logging.GetLogger(system, typeof(TcpTransport));
    }

    /// <returns>Fails with <see cref="RemoteTransportException"/> when there is no such host here, or the port is taken.</returns>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var listener = new TaskCompletionSource<IAssociationEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var host = RemoteSettings.Resolve(_hostname);
            _listening = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _listening.Bind(new IPEndPoint(host, _port));
            _listening.Listen(Config.GetInt("backlog"));
        }
        catch (SocketException failure)
        {
            _listening?.Dispose();
            var where = $"{(_hostname.Length == 0 ? Dns.GetHostName() : _hostname)}:{_port}";
            return Task.FromException<(Address, TaskCompletionSource<IAssociationEventListener>)>(
                new RemoteTransportException($"Failed to bind to [{where}]: {failure.Message}", failure));
        }
        var bound = (IPEndPoint)_listening.LocalEndPoint!;
        var publicHost = Config.GetString("public-hostname") is { Length: > 0 } given ? given : _hostname.Length > 0 ? _hostname : bound.Address.ToString();
        var publicPort = Port("public-port") is > 0 and var other ? other : bound.Port;
        _address = new Address($"akka.{SchemeIdentifier}", System.Name, publicHost, publicPort);
        _ = AcceptAll(_listening, listener.Task);
        return Task.FromResult((_address, listener));
    }

    public override bool IsResponsibleFor(Address remote) => true;

    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(_connectionTimeout);
        try
        {
            Prepare(socket);
            await socket.ConnectAsync(remoteAddress.Host!, remoteAddress.Port!.Value, patience.Token).ConfigureAwait(false);
            return Handle(socket, remoteAddress);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            throw failure switch
            {
                SocketException => new InvalidAssociationException($"{remoteAddress}: {failure.Message}", failure),
                OperationCanceledException => new InvalidAssociationException($"{remoteAddress}: no connection within {_connectionTimeout}", failure),
                _ => new InvalidAssociationException($"{remoteAddress}: {failure.Message}", failure),
            };
        }
    }

    public override async Task<bool> Shutdown()
    {
        _stopping = true;
        _listening?.Dispose();
        foreach (var handle in _handles.Keys)
            handle.Disassociate();
        await Task.WhenAll(_handles.Keys.Select(handle => handle.Ended)).ConfigureAwait(false);
        return true;
    }

    private int Port(string key) => Config.GetInt(key) is >= 0 and <= ushort.MaxValue and var port
        ? port
        : throw new ConfigurationException($"akka.remote.dot-netty.tcp.{key} must be 0 to {ushort.MaxValue}, is [{Config.GetString(key)}].");

    private async Task AcceptAll(Socket listening, Task<IAssociationEventListener> listener)
    {
        var events = await listener.ConfigureAwait(false);
        while (!_stopping)
        {
            try
            {
                Accept(await listening.AcceptAsync().ConfigureAwait(false), events);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                if (_stopping)
                    return;
                // Too many open files, for instance: others will be closed.
                _log.Warning(failure, "A connection could not be accepted.");
                await Task.Delay(_rest).ConfigureAwait(false);
            }
        }
    }

    private void Accept(Socket socket, IAssociationEventListener events)
    {
        try
        {
            Prepare(socket);
            var peer = (IPEndPoint)socket.RemoteEndPoint!;
            var remote = new Address($"akka.{SchemeIdentifier}", System.Name, peer.Address.ToString(), peer.Port);
            events.Notify(new InboundAssociation(Handle(socket, remote)));
        }
        catch (SocketException)
        {
            // It had gone before it was looked at.
            socket.Dispose();
        }
    }

    private void Prepare(Socket socket)
    {
        socket.NoDelay = Config.GetBoolean("tcp-nodelay");
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, Config.GetBoolean("tcp-keepalive"));
    }

    private TcpAssociationHandle Handle(Socket socket, Address remote)
    {
        var handle = new TcpAssociationHandle(socket, _address!, remote, (int)MaximumPayloadBytes, _log);
        _handles[handle] = true;
        handle.Ended.ContinueWith(
            _ => _handles.TryRemove(handle, out bool _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        handle.Start();
        return handle;
    }
}
