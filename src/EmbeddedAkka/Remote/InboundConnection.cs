using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace Akka.Remote;

/// <summary>A connection that another system has made: first its greeting, then its messages.</summary>
internal sealed class InboundConnection : IHandleEventListener
{
    private readonly Lock _handling = new();
    private readonly RemoteActorRefProvider _remote;
    private readonly AssociationHandle _handle;
    private readonly CancellationTokenSource _patience;
    private Association? _association;
    private bool _closed;

    internal InboundConnection(RemoteActorRefProvider remote, AssociationHandle handle)
    {
        (_remote, _handle) = (remote, handle);
        _patience = new CancellationTokenSource(remote.RemoteSettings.HandshakeTimeout);
        _patience.Token.UnsafeRegister(_ => GiveUp(), null);
    }

    /// <summary>The incarnation that greeted.</summary>
    internal int Uid { get; private set; }

    /// <summary>Ends it; nothing that it brings is handled after this.</summary>
    internal void Close()
    {
        lock (_handling)
            _closed = true;
        _handle.Disassociate();
    }

    public void Notify(IHandleEvent ev)
    {
        lock (_handling)
        {
            if (_closed)
                return;
            try
            {
                if (ev is InboundPayload payload)
                    Handle(payload.Payload.Span);
                else if (ev is Disassociated)
                    End();
            }
            catch (FormatException damaged)
            {
                Refuse(damaged.Message);
            }
        }
    }

    private void Handle(ReadOnlySpan<byte> payload)
    {
        if (_association is not { } association)
        {
            Greet(Pdu.ReadHello(payload));
            return;
        }
        switch (Pdu.KindOf(payload))
        {
            case PduKind.Message:
                _remote.Deliver(Pdu.ReadMessage(payload), association.Address);
                break;
            case PduKind.SystemMessage:
                var message = Pdu.ReadSystemMessage(payload);
                var (isNext, last) = association.AcceptSystem(Uid, message.Number);
                if (isNext)
                    _remote.DeliverSystem(message, association.Address);
                _handle.Write(ByteString.Attach(Pdu.Acknowledgement(last)));
                break;
            case PduKind.Heartbeat:
                _handle.Write(ByteString.Attach(Pdu.HeartbeatResponse(_remote.Uid)));
                break;
            default:
                throw new FormatException("a payload of an unknown kind");
        }
    }

    private void Greet(Hello hello)
    {
        if (!ActorPath.TryParse(hello.Address, out var path) || !path.Address.HasGlobalScope || path.Elements.Count > 0)
            throw new FormatException("a greeting without an address");
        Uid = hello.Uid;
        var association = _remote.AssociationWith(path.Address);
        if (!association.Accept(this))
        {
            Refuse($"{path.Address} with uid {hello.Uid} is quarantined; it must be restarted");
            return;
        }
        _association = association;
        End();
        _handle.Write(ByteString.Attach(Pdu.Write(_remote.Hello)));
    }

    private void GiveUp()
    {
        lock (_handling)
        {
            if (!_closed && _association is null)
                Refuse($"no greeting within {_remote.RemoteSettings.HandshakeTimeout}");
        }
    }

    /// <summary>Under the lock.</summary>
    private void Refuse(string reason)
    {
        _closed = true;
        End();
        _handle.Write(ByteString.Attach(Pdu.Refusal(reason)));
        _handle.Disassociate();
        _remote.Refused(_handle.RemoteAddress, reason);
    }

    /// <summary>The time for the greeting counts no longer.</summary>
    private void End()
    {
        _patience.Dispose();
        _remote.Greeted(this);
    }
}
