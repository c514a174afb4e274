using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Applies the directive to all children when one fails.</summary>
public class AllForOneStrategy : SupervisorStrategy
{
    /// <param name="maxNrOfRetries">Restarts allowed in the window; -1 for any number.</param>
    /// <param name="withinTimeMilliseconds">The window; -1 counts for ever.</param>
    /// <param name="localOnlyDecider">Chooses the directive.</param>
    /// <param name="loggingEnabled">Whether failures are logged.</param>
    public AllForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = new LocalOnlyDecider(localOnlyDecider);
        LoggingEnabled = loggingEnabled;
    }

    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    internal override IDecider Decider { get; }

    internal int MaxNumberOfRetries { get; }

    internal int WithinTimeRangeMilliseconds { get; }

    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);

    public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
    }

    public override void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        // Every child's restart is counted, also where an earlier one was refused.
        var allowed = restart && children.Count(each => each.RequestRestartPermission(MaxNumberOfRetries, WithinTimeRangeMilliseconds)) == children.Count;
        foreach (var each in children)
        {
            if (allowed)
                RestartChild(each.Child, cause, suspendFirst: !each.Child.Equals(child));
            else
                context.Stop(each.Child);
        }
    }
}
