using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A path at which there is no actor: messages to it are dead letters, and who watches it learns so at once.</summary>
internal sealed class AbsentRef(ActorSystemImpl system, ActorPath path) : InternalActorRefBase
{
    public override ActorPath Path { get; } = path;

    internal override ActorSystemImpl OwnSystem => system;

    internal override bool HasTerminated => true;

    private protected override void TellInternal(object message, IActorRef? sender) => system.DeadLetterRef.Undelivered(message, sender, this);

    internal override void SendSystemMessage(SystemMessage message) => DeadLetterActorRef.Undelivered(message);
}
