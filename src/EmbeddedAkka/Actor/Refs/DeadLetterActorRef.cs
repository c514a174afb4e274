using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Publishes whatever could not be delivered on the event stream, and answers death watch for actors that are gone.</summary>
internal sealed class DeadLetterActorRef(ActorSystemImpl system, ActorPath path) : InternalActorRefBase
{
    public override ActorPath Path { get; } = path;

    internal override ActorSystemImpl OwnSystem => system;

    internal void Undelivered(object message, IActorRef? sender, IActorRef recipient)
    {
        // An undeliverable DeadLetter means that a subscriber has stopped: publishing it again would never end.
        if (message is AllDeadLetters)
            return;
        if (message is Identify identify)
            sender?.Tell(new ActorIdentity(identify.MessageId, subject: null), this);
        else if (message is IDeadLetterSuppression suppressed)
            system.EventStream.Publish(new SuppressedDeadLetter(suppressed, sender ?? this, recipient));
        else
            system.EventStream.Publish(new DeadLetter(message, sender ?? this, recipient));
    }

    /// <summary>Who watches the dead learns of it at once; nobody can say any more whether it ever lived.</summary>
    internal static void Undelivered(SystemMessage message)
    {
        if (message is Watch { Watchee: not DeadLetterActorRef } watch)
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false));
    }

    private protected override void TellInternal(object message, IActorRef? sender)
    {
        if (message is AllDeadLetters)
            system.EventStream.Publish(message);
        else
            Undelivered(message, sender, this);
    }

    internal override void SendSystemMessage(SystemMessage message) => Undelivered(message);
}
