namespace Akka.Actor;

/// <summary>The base of the engine's own exceptions.</summary>
public abstract class AkkaException : Exception
{
    protected AkkaException()
    {
    }

    protected AkkaException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}

/// <summary>An actor could not be brought to life; by default its parent stops it.</summary>
public class ActorInitializationException : AkkaException
{
    public ActorInitializationException(string message)
        : base(message)
    {
    }

    public ActorInitializationException(IActorRef? actor, string message, Exception? cause = null)
        : base(message, cause) => Actor = actor;

    /// <summary>The actor in question, if known.</summary>
    public IActorRef? Actor { get; set; }

    public override string ToString() => Actor is null ? base.ToString() : $"{Actor}: {base.ToString()}";
}

/// <summary>The hook that runs before a restart threw.</summary>
public class PreRestartException(IActorRef actor, Exception restartException, Exception cause, object? optionalMessage)
    : ActorInitializationException(
        actor, $"Exception pre restart ({cause.GetType()})", cause)
{
    /// <summary>What the hook threw.</summary>
    public Exception RestartException { get; } = restartException;

    /// <summary>What the actor was handling when it failed.</summary>
    public object? OptionalMessage { get; } = optionalMessage;
}

/// <summary>The new instance could not be brought to life.</summary>
public class PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor, $"Exception post restart ({originalCause.GetType()})", cause)
{
    /// <summary>Why it was restarted.</summary>
    public Exception OriginalCause { get; } = originalCause;
}

/// <summary>The actor was told to <see cref="Kill"/>; by default its parent stops it.</summary>
public class ActorKilledException(string message) : AkkaException(message);

/// <summary>An actor that this one watches has ended, and this one does not handle <see cref="Terminated"/>; by default its parent stops it.</summary>
public class DeathPactException(IActorRef deadActor) : AkkaException($"Monitored actor [{deadActor}] terminated")
{
    public IActorRef DeadActor { get; } = deadActor;
}

/// <summary>A name that no actor may have, or that one has already.</summary>
public class InvalidActorNameException(string message) : AkkaException(message);

/// <summary>Something that the actor may not do in the state in which it is.</summary>
public class IllegalActorStateException(string message) : AkkaException(message);

/// <summary>A stash holds as many messages as it may.</summary>
public class StashOverflowException(string message, Exception? cause = null) : AkkaException(message, cause);

/// <summary>No answer came in time.</summary>
public class AskTimeoutException(string message) : AkkaException(message);
