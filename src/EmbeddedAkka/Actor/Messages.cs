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

/// <summary>A watched actor has ended.</summary>
/// <param name="actorRef">The dead one.</param>
/// <param name="existenceConfirmed">False where it may never have lived: it was dead when the watch began.</param>
/// <param name="addressTerminated">True where its whole node is gone.</param>
public sealed class Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated)
    : IAutoReceivedMessage, Event.IDeadLetterSuppression
{
    public IActorRef ActorRef { get; } = actorRef;

    public bool ExistenceConfirmed { get; } = existenceConfirmed;

    public bool AddressTerminated { get; } = addressTerminated;

    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>No message came for as long as <see cref="IActorContext.SetReceiveTimeout"/> said.</summary>
public class ReceiveTimeout
{
    private ReceiveTimeout()
    {
    }

    public static ReceiveTimeout Instance { get; } = new();
}

/// <summary>How an operation went, as an answer.</summary>
public abstract class Status
{
    private protected Status()
    {
    }

    /// <param name="status">What the operation yielded.</param>
    public sealed class Success(object? status) : Status
    {
        public static readonly Success Instance = new(null);

        public readonly object? Status = status;

        public override string ToString() => Status is null ? "Success" : $"Success: {Status}";
    }

    /// <summary>An <see cref="Futures.Ask{T}(ICanTell, object, TimeSpan?)"/> that gets this ends with its cause.</summary>
    /// <param name="cause">Why the operation failed.</param>
    public sealed class Failure(Exception cause) : Status
    {
        public readonly Exception Cause = cause;

        public override string ToString() => $"Failure: {Cause}";
    }
}
