using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Applies the directive to all children when one fails.</summary>
public class AllForOneStrategy : SupervisorStrategy
{
    /// <param name="maxNrOfRetries">Restarts allowed in the window; null or -1 for any number.</param>
    /// <param name="withinTimeRange">The window; null counts for ever.</param>
    /// <param name="localOnlyDecider">Chooses the directive.</param>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries ?? -1, withinTimeRange is { } range ? (int)range.TotalMilliseconds : -1, localOnlyDecider)
    {
    }

    public AllForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = Actor.Decider.From(localOnlyDecider);
        LoggingEnabled = loggingEnabled;
    }

    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    public override IDecider Decider { get; }

    public int MaxNumberOfRetries { get; }

    public int WithinTimeRangeMilliseconds { get; }

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
