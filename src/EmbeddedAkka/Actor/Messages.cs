namespace Akka.Actor;

/// <summary>A message that the engine handles in the actor's place.</summary>
internal interface IAutoReceivedMessage;

/// <summary>Stops the actor when it comes to this message.</summary>
public sealed class PoisonPill : IAutoReceivedMessage, Event.IDeadLetterSuppression
{
    private PoisonPill()
    {
    }

    public static PoisonPill Instance { get; } = new();

    public override string ToString() => "<PoisonPill>";
}

/// <summary>Makes the actor fail with <see cref="ActorKilledException"/> when it comes to this message.</summary>
public sealed class Kill : IAutoReceivedMessage
{
    private Kill()
    {
    }

    public static Kill Instance { get; } = new();

    public override string ToString() => "<Kill>";
}

/// <summary>Asks an actor for its reference; the engine answers in its place, also where there is no actor.</summary>
/// <param name="messageId">Comes back with the answer.</param>
public sealed class Identify(object? messageId) : IAutoReceivedMessage
{
    internal object? MessageId { get; } = messageId;

    public override string ToString() => $"<Identify>: {MessageId}";
}

/// <summary>The answer to <see cref="Identify"/>.</summary>
public sealed class ActorIdentity
{
    internal ActorIdentity(object? messageId, IActorRef? subject) => (MessageId, Subject) = (messageId, subject);

    /// <summary>As asked.</summary>
    public object? MessageId { get; }

    /// <summary>Who answers; null where there is no such actor.</summary>
    public IActorRef? Subject { get; }

    public override string ToString() => $"<ActorIdentity>: {Subject} - MessageId={MessageId}";
}

/// <summary>A watched actor has ended.</summary>
public sealed class Terminated : IAutoReceivedMessage, Event.IDeadLetterSuppression
{
    internal Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated)
    {
        ActorRef = actorRef;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    /// <summary>The dead one.</summary>
    public IActorRef ActorRef { get; }

    /// <summary>False where it may never have lived: it was dead when the watch began.</summary>
    public bool ExistenceConfirmed { get; }

    /// <summary>True where its whole node is gone.</summary>
    public bool AddressTerminated { get; }

    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>No message came for as long as <see cref="IActorContext.SetReceiveTimeout"/> said.</summary>
public class ReceiveTimeout
{
    private ReceiveTimeout()
    {
    }

    internal static ReceiveTimeout Instance { get; } = new();
}

/// <summary>How an operation went, as an answer.</summary>
public abstract class Status
{
    private protected Status()
    {
    }

    /// <summary>An <see cref="Futures.Ask{T}(ICanTell, object, TimeSpan?)"/> that gets this ends with its cause.</summary>
    /// <param name="cause">Why the operation failed.</param>
    public sealed class Failure(Exception cause) : Status
    {
        public readonly Exception Cause = cause;

        public override string ToString() => $"Failure: {Cause}";
    }
}
