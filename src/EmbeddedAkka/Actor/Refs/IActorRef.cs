using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Something that takes messages.</summary>
public interface ICanTell
{
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    void Tell(object message, IActorRef? sender);
}

/// <summary>A handle to one incarnation of an actor, valid from any thread, also after that actor has stopped.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>
{
    ActorPath Path { get; }
}

/// <summary>What the engine itself needs from every reference.</summary>
public interface IInternalActorRef : IActorRef
{
    internal ActorSystemImpl System { get; }

    internal IInternalActorRef Parent { get; }

    internal bool IsTerminated { get; }

    internal void SendSystemMessage(SystemMessage message);
}

/// <summary>Well-known references.</summary>
public static class ActorRefs
{
    /// <summary>A reference that swallows every message.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>Null: the receiver sees its system's dead letters as the sender.</summary>
    public static readonly IActorRef NoSender = null!;
}

public static class ActorRefExtensions
{
    /// <summary>Whether there is no actor behind this reference: it is null or <see cref="Nobody"/>.</summary>
    public static bool IsNobody(this IActorRef? actorRef) => actorRef is null or Nobody;
}

public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends with the actor that runs on this thread as the sender, or with none outside of an actor.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Current?.Self);

    /// <summary>Passes a message on with the sender of the message that is being handled.</summary>
    public static void Forward(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Current?.Sender);
}
