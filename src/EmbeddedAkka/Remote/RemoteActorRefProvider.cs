using System.Collections.Concurrent;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote.Transport;
using Akka.Util;
using Codec = Akka.Serialization.Serialization;

namespace Akka.Remote;

/// <summary>Remoting: <c>akka.actor.provider = remote</c>. Actors of other systems are told, watched and stopped as those at home.</summary>
internal class RemoteActorRefProvider : ActorRefProvider
{
    /// <summary>Connections that have not greeted yet; more are closed, so that strangers cannot fill the memory.</summary>
    private const int MaximumStrangers = 256;

    /// <summary>Of so many refused connections one is logged, after the first.</summary>
    private const int LoggedRefusals = 100;

    private readonly ActorSystemImpl _system;
    private readonly ConcurrentDictionary<Address, Association> _associations = new();
    private readonly ConcurrentDictionary<InboundConnection, bool> _strangers = new();
    private Address? _address;
    private Transport.Transport? _transport;
    private int _refusals;

    public RemoteActorRefProvider(ActorSystemImpl system)
        : base(system)
    {
        _system = system;
        RemoteSettings = new RemoteSettings(system.Settings.Config);
        Log = Logging.GetLogger(system, "remoting");
        Watcher = new RemoteWatcher(this);
    }

    public override Address DefaultAddress => _address ?? base.DefaultAddress;

    internal RemoteSettings RemoteSettings { get; }

    internal ILoggingAdapter Log { get; }

    internal RemoteWatcher Watcher { get; }

    internal Transport.Transport Transport => _transport!;

    /// <summary>Tells this incarnation of the system apart from others at the same address.</summary>
    internal int Uid { get; } = RandomNumberGenerator.GetInt32(1, int.MaxValue);

    internal Hello Hello => new(DefaultAddress.ToString(), Uid);

    internal override bool IsOwn(Address address) => base.IsOwn(address) || address == _address;

    /// <summary>Whether somebody else tells by <see cref="NodeIsGone"/> when that node is gone, so that it needs no heartbeats of death watch.</summary>
    internal virtual bool IsMonitoredElsewhere(Address address) => false;

    /// <exception cref="AggregateException">The transport cannot listen.</exception>
    internal override void Start()
    {
        var tcp = RemoteSettings.Tcp;
        _transport = tcp.GetStringList("applied-adapters").Reverse().Aggregate((Transport.Transport)new TcpTransport(System, tcp), Adapt);
        var listening = _transport.Listen();
        if (!listening.Wait(RemoteSettings.StartupTimeout))
            throw new RemoteTransportException($"The transport did not listen within {RemoteSettings.StartupTimeout}.");
        var (address, listener) = listening.Result;
        _address = address;
        listener.SetResult(new Connections(this));
        Log.Info("Remoting started; listening on addresses : [{0}]", address);
    }

    /// <summary>Writes out what waits, for a while, and closes all connections.</summary>
    internal override async Task Stop()
    {
        if (_address is null)
            return;
        Watcher.Stop();
        var deadline = Environment.TickCount64 + (long)RemoteSettings.FlushWait.TotalMilliseconds;
        while (_associations.Values.Any(association => association.HasUnsent) && Environment.TickCount64 < deadline)
            await Task.Delay(5).ConfigureAwait(false);
        foreach (var association in _associations.Values)
            association.Stop();
        await Transport.Shutdown().ConfigureAwait(false);
    }

    /// <summary>A node will not come back: who watches its actors learns that they are gone, and nothing comes from it or goes to it any more.</summary>
    /// <param name="address">Where it was.</param>
    /// <param name="uid">Its incarnation; null for the last that was met.</param>
    /// <param name="reason">For the log.</param>
    internal void NodeIsGone(Address address, int? uid, string reason)
    {
        if (Quarantine(address, uid, reason))
            Watcher.NodeIsGone(address);
    }

    /// <summary>Drops what comes from an incarnation and goes to it.</summary>
    /// <returns>False if another incarnation lives there already.</returns>
    internal bool Quarantine(Address address, int? uid, string reason)
    {
        Log.Warning($"{address} (uid {uid?.ToString() ?? "unknown"}) is quarantined: {reason}");
        return AssociationWith(address).Quarantine(uid);
    }

    internal Association AssociationWith(Address address) => _associations.GetOrAdd(address, static (to, remote) => new Association(remote, to), this);

    internal void Send(RemoteActorRef recipient, object message, IActorRef? sender)
    {
        byte[] payload;
        try
        {
            var written = WirePayload.Of(_system, message);
            var from = sender is null ? "" : Codec.SerializedActorPath(sender);
            payload = Pdu.Write(new WireMessage(Codec.SerializedActorPath(recipient), from, written.SerializerId, written.Manifest, written.Bytes));
        }
        catch (Exception failure)
        {
            Log.Error(failure, $"{message.GetType()} to {recipient} cannot be written and is dropped: {failure.Message}");
            return;
        }
        if (payload.Length > Transport.MaximumPayloadBytes)
            Log.Error($"{message.GetType()} to {recipient} is dropped: {payload.Length} bytes, expected at most {Transport.MaximumPayloadBytes}");
        else
            AssociationWith(recipient.Path.Address).Send(new Outgoing(payload, message, sender, recipient));
    }

    internal void SendSystem(RemoteActorRef recipient, SystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                Watcher.Watch(recipient, watch.Watcher);
                SendSystem(recipient, SystemMessageKind.Watch, watch.Watcher);
                break;
            case Unwatch unwatch:
                Watcher.Unwatch(recipient, unwatch.Watcher);
                SendSystem(recipient, SystemMessageKind.Unwatch, unwatch.Watcher);
                break;
            case DeathWatchNotification notice:
                Watcher.ForgetWatcher(recipient, notice.Actor);
                SendSystem(
                    recipient,
                    notice.ExistenceConfirmed ? SystemMessageKind.DeathWatchNotification : SystemMessageKind.DeathWatchNotificationOfUnknown,
                    notice.Actor);
                break;
            case Terminate:
                SendSystem(recipient, SystemMessageKind.Terminate, about: null);
                break;
        }
    }

    internal void SendSystem(RemoteActorRef recipient, SystemMessageKind kind, IActorRef? about) => AssociationWith(recipient.Path.Address).SendSystem(
        new WireSystemMessage(
            Number: 0,
            kind,
            Codec.SerializedActorPath(recipient),
            about is null ? "" : Codec.SerializedActorPath(about)));

    internal void Deliver(WireMessage message, Address from)
    {
        if (FindRecipient(message.Recipient, message.Manifest, from) is not { } recipient)
            return;
        object content;
        try
        {
            content = System.Serialization.Deserialize(message.Bytes, message.SerializerId, message.Manifest);
        }
        catch (Exception failure)
        {
            var kind = $"serializer {message.SerializerId}, manifest [{message.Manifest}]";
            Log.Error(failure, $"A message from {from} to {recipient} cannot be read and is dropped ({kind}): {failure.Message}");
            return;
        }
        recipient.Tell(content, message.Sender.Length == 0 ? null : ResolveActorRef(message.Sender));
    }

    internal void DeliverSystem(WireSystemMessage message, Address from)
    {
        if (FindRecipient(message.Recipient, message.Kind.ToString(), from) is not { } recipient)
            return;
        if (message.Kind == SystemMessageKind.Terminate)
        {
            System.Stop(recipient);
            return;
        }
        if (Resolve(ActorPath.Parse(message.Subject)) is not RemoteActorRef subject)
            throw new FormatException($"expected an actor of {from}, found {message.Subject}");
        switch (message.Kind)
        {
            case SystemMessageKind.Watch:
                Watcher.RememberWatcher(subject, recipient);
                recipient.SendSystemMessage(new Watch(recipient, subject));
                break;
            case SystemMessageKind.Unwatch:
                Watcher.ForgetWatcher(subject, recipient);
                recipient.SendSystemMessage(new Unwatch(subject));
                break;
            case SystemMessageKind.DeathWatchNotification or SystemMessageKind.DeathWatchNotificationOfUnknown:
                foreach (var watched in Watcher.Ended(subject, recipient))
                    recipient.SendSystemMessage(new DeathWatchNotification(watched, message.Kind == SystemMessageKind.DeathWatchNotification));
                break;
            default:
                throw new FormatException($"a system message of an unknown kind: {message.Kind}");
        }
    }

    internal void Undelivered(Outgoing outgoing)
    {
        if (outgoing.Message is { } message)
            System.DeadLetterRef.Undelivered(message, outgoing.Sender, outgoing.Recipient!);
    }

    /// <summary>A connection will not come about.</summary>
    internal void Refused(Address from, string reason)
    {
        var count = Interlocked.Increment(ref _refusals);
        if (count % LoggedRefusals == 1)
            Log.Warning($"A connection from {from} is refused: {reason}. Refused so far: {count}");
    }

    /// <summary>A connection is no stranger any more.</summary>
    internal void Greeted(InboundConnection connection) => _strangers.TryRemove(connection, out _);

    private protected override IInternalActorRef Foreign(ActorPath path) =>
        path.Address.HasGlobalScope ? new RemoteActorRef(this, System, path) : base.Foreign(path);

    /// <summary>The actor at home for which a message is; null, with an error in the log, if it is for another system.</summary>
    private IInternalActorRef? FindRecipient(string text, string what, Address from)
    {
        var path = ActorPath.Parse(text);
        if (IsOwn(path.Address))
            return Resolve(path);
        Log.Error($"Dropping message [{what}] for non-local recipient [{text}] from [{from}]: this system's address is [{DefaultAddress}]");
        return null;
    }

    private Transport.Transport Adapt(Transport.Transport below, string name)
    {
        if (RemoteSettings.Adapters.GetString(name) is not { } type)
            throw new Configuration.ConfigurationException($"akka.remote.adapters has no [{name}], which applied-adapters names.");
        return TypeByName.Create<ITransportAdapterProvider>(type).Create(below, System);
    }

    private sealed class Connections(RemoteActorRefProvider remote) : IAssociationEventListener
    {
        public void Notify(IAssociationEvent ev)
        {
            if (ev is not InboundAssociation { Association: var handle })
                return;
            if (remote._strangers.Count >= MaximumStrangers)
            {
                handle.Disassociate();
                remote.Refused(handle.RemoteAddress, "too many connections wait for a greeting");
                return;
            }
            var connection = new InboundConnection(remote, handle);
            remote._strangers[connection] = true;
            handle.ReadHandlerSource.SetResult(connection);
        }
    }
}
