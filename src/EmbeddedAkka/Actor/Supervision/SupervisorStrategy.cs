using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

/// <summary>How a parent deals with the failures of its children.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>Stops children that could not be created, were killed or broke a death pact; restarts all others.</summary>
    public static readonly IDecider DefaultDecider = new LocalOnlyDecider(cause => cause switch
    {
        ActorInitializationException or ActorKilledException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    });

    /// <summary><see cref="OneForOneStrategy"/> with <see cref="DefaultDecider"/>, without limit.</summary>
    internal static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    /// <summary>Stops every child that fails.</summary>
    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    private protected SupervisorStrategy()
    {
    }

    internal abstract IDecider Decider { get; }

    /// <summary>Whether <see cref="LogFailure"/> is called.</summary>
    private protected bool LoggingEnabled { get; init; } = true;

    protected abstract Directive Handle(IActorRef child, Exception exception);

    /// <summary>Called when a child has ended and has left its parent's children.</summary>
    public abstract void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children);

    /// <summary>Carries out a restart, or a stop.</summary>
    public abstract void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children);

    /// <summary>Publishes the failure as an <see cref="Error"/>, or as a <see cref="Warning"/> where the child goes on.</summary>
    protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        var reason = cause is ActorInitializationException { InnerException: { } inner } ? inner.Message : cause.Message;
        switch (directive)
        {
            case Directive.Resume:
                context.System.EventStream.Publish(new Warning(cause, child.Path.ToString(), GetType(), reason));
                break;
            case Directive.Restart or Directive.Stop:
                context.System.EventStream.Publish(new Error(cause, child.Path.ToString(), GetType(), reason));
                break;
        }
    }

    private protected static void RestartChild(IActorRef child, Exception cause, bool suspendFirst)
    {
        if (suspendFirst)
            child.Internal().Suspend();
        child.Internal().Restart(cause);
    }

    /// <summary>Decides and acts; false if the failure is the parent's now.</summary>
    internal bool HandleFailure(
        IActorContext context,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        var directive = Handle(child, cause);
        if (LoggingEnabled)
            LogFailure(context, child, cause, directive);
        switch (directive)
        {
            case Directive.Escalate:
                return false;
            case Directive.Resume:
                child.Internal().Resume(cause);
                return true;
            default:
                ProcessFailure(context, directive == Directive.Restart, child, cause, stats, children);
                return true;
        }
    }
}
