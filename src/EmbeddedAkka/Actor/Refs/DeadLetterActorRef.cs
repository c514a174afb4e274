using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Publishes whatever could not be delivered on the event stream, and answers death watch for actors that are gone.</summary>
internal sealed class DeadLetterActorRef(ActorSystemImpl system, ActorPath path) : ActorRefBase
{
    public override ActorPath Path { get; } = path;

    internal override ActorSystemImpl OwnSystem => system;

    internal void Undelivered(object message, IActorRef? sender, IActorRef recipient)
    {
        // An undeliverable DeadLetter means that a subscriber has stopped: publishing it again would never end.
        if (message is AllDeadLetters)
            return;
        if (message is IDeadLetterSuppression suppressed)
            system.EventStream.Publish(new SuppressedDeadLetter(suppressed, sender ?? this, recipient));
        else
            system.EventStream.Publish(new DeadLetter(message, sender ?? this, recipient));
    }

    internal static void Undelivered(SystemMessage message, bool existed)
    {
        if (message is Watch watch)
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existed));
    }

    private protected override void TellInternal(object message, IActorRef? sender)
    {
        if (message is AllDeadLetters)
            system.EventStream.Publish(message);
        else
            Undelivered(message, sender, this);
    }

    internal override void SendSystemMessage(SystemMessage message) => Undelivered(message, existed: false);
}
