using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference to an actor of this process.</summary>
internal sealed class LocalActorRef(ActorCell cell, ActorPath path) : InternalActorRefBase
{
    public override ActorPath Path { get; } = path;

    internal ActorCell Cell { get; } = cell;

    internal override ActorSystemImpl OwnSystem => Cell.SystemImpl;

    internal override IInternalActorRef OwnParent => Cell.ParentRef;

    internal override bool HasTerminated => Cell.Mailbox.IsClosed;

    private protected override void TellInternal(object message, IActorRef? sender) => Cell.Mailbox.Post(message, sender);

    internal override void SendSystemMessage(SystemMessage message) => Cell.Mailbox.PostSystem(message);
}
