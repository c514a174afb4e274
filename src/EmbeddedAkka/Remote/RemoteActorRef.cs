using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Remote;

/// <summary>A reference to an actor of another system.</summary>
internal sealed class RemoteActorRef(RemoteActorRefProvider remote, ActorSystemImpl system, ActorPath path) : InternalActorRefBase
{
    public override ActorPath Path { get; } = path;

    internal override ActorSystemImpl OwnSystem => system;

    private protected override void TellInternal(object message, IActorRef? sender) => remote.Send(this, message, sender);

    internal override void SendSystemMessage(SystemMessage message) => remote.SendSystem(this, message);
}
