namespace Akka.Actor;

/// <summary>The base of the engine's own exceptions.</summary>
public abstract class AkkaException : Exception
{
    private protected AkkaException(string message, Exception? cause = null)
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

    internal ActorInitializationException(IActorRef actor, string message, Exception? cause = null)
        : base(message, cause) => Actor = actor;

    /// <summary>The actor in question, if known.</summary>
    internal IActorRef? Actor { get; }

    public override string ToString() => Actor is null ? base.ToString() : $"{Actor}: {base.ToString()}";
}

/// <summary>The hook that runs before a restart threw.</summary>
public class PreRestartException : ActorInitializationException
{
    internal PreRestartException(IActorRef actor, Exception restartException, Exception cause, object? optionalMessage)
        : base(actor, $"Exception pre restart ({cause.GetType()})", cause)
    {
        RestartException = restartException;
        OptionalMessage = optionalMessage;
    }

    /// <summary>What the hook threw.</summary>
    public Exception RestartException { get; }

    /// <summary>What the actor was handling when it failed.</summary>
    public object? OptionalMessage { get; }
}

/// <summary>The new instance could not be brought to life.</summary>
public class PostRestartException : ActorInitializationException
{
    internal PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
        : base(actor, $"Exception post restart ({originalCause.GetType()})", cause) => OriginalCause = originalCause;

    /// <summary>Why it was restarted.</summary>
    public Exception OriginalCause { get; }
}

/// <summary>The actor was told to <see cref="Kill"/>; by default its parent stops it.</summary>
public class ActorKilledException(string message) : AkkaException(message);

/// <summary>An actor that this one watches has ended, and this one does not handle <see cref="Terminated"/>; by default its parent stops it.</summary>
public class DeathPactException(IActorRef deadActor) : AkkaException($"Monitored actor [{deadActor}] terminated")
{
    public IActorRef DeadActor { get; } = deadActor;
}

/// <summary>A name that no actor may have, or that one has already.</summary>
public class InvalidActorNameException : AkkaException
{
    internal InvalidActorNameException(string message)
        : base(message)
    {
    }
}

/// <summary>Something that the actor may not do in the state in which it is.</summary>
public class IllegalActorStateException : AkkaException
{
    internal IllegalActorStateException(string message)
        : base(message)
    {
    }
}

/// <summary>A stash holds as many messages as it may.</summary>
public class StashOverflowException : AkkaException
{
    internal StashOverflowException(string message)
        : base(message)
    {
    }
}

/// <summary>A selection has led to no actor.</summary>
public class ActorNotFoundException : AkkaException
{
    internal ActorNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>No answer came in time.</summary>
public class AskTimeoutException : AkkaException
{
    internal AskTimeoutException(string message)
        : base(message)
    {
    }
}
