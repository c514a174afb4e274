using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Creates and stops actors.</summary>
public interface IActorRefFactory
{
    /// <summary>Creates an actor; it is constructed on its dispatcher, not before this returns.</summary>
    /// <exception cref="InvalidActorNameException">The name is invalid, or taken by an actor that has not been seen to end.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    ActorSelection ActorSelection(ActorPath actorPath);

    /// <param name="actorPath">A whole path with its address, or a path inside this system that begins with a slash.</param>
    /// <inheritdoc cref="Actor.ActorSelection"/>
    ActorSelection ActorSelection(string actorPath);
}

/// <summary>Watches actors for their end.</summary>
public interface ICanWatch
{
    /// <summary>Asks for a <see cref="Terminated"/> when <paramref name="subject"/> ends, at once if it has ended.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>As <see cref="Watch"/>, with <paramref name="message"/> in place of <see cref="Terminated"/>; the first watch of an actor counts.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>No <see cref="Terminated"/> of <paramref name="subject"/> is handled after this, not even one that already waits.</summary>
    IActorRef Unwatch(IActorRef subject);
}

/// <summary>What an actor may ask of its surroundings, only from its own thread of execution.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    IActorRef Self { get; }

    internal Props Props { get; }

    /// <summary>The sender of the message that is being handled; dead letters if it had none.</summary>
    IActorRef Sender { get; }

    ActorSystem System { get; }

    IActorRef Parent { get; }

    MessageDispatcher Dispatcher { get; }

    TimeSpan? ReceiveTimeout { get; }

    /// <summary>The child of that name, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef Child(string name);

    IEnumerable<IActorRef> GetChildren();

    void Become(Receive receive);

    void BecomeStacked(Receive receive);

    void UnbecomeStacked();

    /// <summary>Sends <see cref="Actor.ReceiveTimeout"/> whenever no message came for that long; null ends it.</summary>
    internal void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>Stops an actor after the message that it is handling; its children first.</summary>
    void Stop(IActorRef child);
}

/// <summary>The context as an <see cref="UntypedActor"/> sees it.</summary>
public interface IUntypedActorContext : IActorContext
{
    void Become(UntypedReceive receive);

    void BecomeStacked(UntypedReceive receive);
}

/// <summary>A behaviour; false means that it does not handle the message.</summary>
public delegate bool Receive(object message);

/// <summary>A behaviour that handles every message.</summary>
public delegate void UntypedReceive(object message);
