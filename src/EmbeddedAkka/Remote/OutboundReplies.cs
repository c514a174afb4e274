using Akka.Remote.Transport;

namespace Akka.Remote;

/// <summary>What comes back on the connection that this side has made.</summary>
internal sealed class OutboundReplies(Association association, AssociationHandle handle) : IHandleEventListener
{
    private readonly TaskCompletionSource<int> _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The uid of the other.</summary>
    internal Task<int> Greeted => _greeted.Task;

    public void Notify(IHandleEvent ev)
    {
        try
        {
            if (ev is InboundPayload payload)
                Handle(payload.Payload.Span);
            else if (ev is Disassociated)
                End("the connection was closed");
        }
        catch (FormatException damaged)
        {
            handle.Disassociate();
            End(damaged.Message);
        }
    }

    private void Handle(ReadOnlySpan<byte> payload)
    {
        switch (Pdu.KindOf(payload))
        {
            case PduKind.Refusal:
                handle.Disassociate();
                End("refused: " + Pdu.ReadRefusal(payload));
                break;
            case PduKind.Acknowledgement when _greeted.Task.IsCompleted:
                association.Acknowledged(handle, Pdu.ReadAcknowledgement(payload));
                break;
            case PduKind.HeartbeatResponse when _greeted.Task.IsCompleted:
                association.HeartbeatAnswered();
                break;
            default:
                _greeted.TrySetResult(Pdu.ReadHello(payload).Uid);
                break;
        }
    }

    private void End(string reason)
    {
        if (!_greeted.TrySetException(new InvalidAssociationException(reason)))
            association.Failed(handle, reason);
    }
}
