namespace Akka.Actor;

/// <summary>What becomes of a failed child.</summary>
public enum Directive
{
    /// <summary>It goes on with the next message, its state as it is.</summary>
    Resume,

    /// <summary>A new instance takes its place; the mailbox stays.</summary>
    Restart,

    /// <summary>The parent fails in turn, with the same cause.</summary>
    Escalate,

    /// <summary>It ends.</summary>
    Stop,
}

/// <summary>Chooses the <see cref="Directive"/> for a failure.</summary>
public interface IDecider
{
    Directive Decide(Exception cause);
}

/// <summary>A decider made of a function.</summary>
internal sealed class LocalOnlyDecider(Func<Exception, Directive> decider) : IDecider
{
    public Directive Decide(Exception cause) => decider(cause);
}
