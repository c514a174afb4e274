using Akka.Actor;

namespace Akka.Pattern;

/// <summary>What both kinds of backoff supervisors share.</summary>
internal abstract class BackoffSupervisorActor(BackoffOptions options) : UntypedActor, IWithTimers
{
    private int _restarts;

    public ITimerScheduler Timers { get; set; } = null!;

    protected BackoffOptions Options => options;

    protected IActorRef Child { get; private set; } = ActorRefs.Nobody;

    protected override void PreStart() => StartChild();

    /// <summary>The child is gone.</summary>
    protected abstract void ChildTerminated();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartAgain:
                StartChild();
                if (options.ResetAfter is { } life)
                    Timers.StartSingleTimer(LivedLongEnough.Instance, LivedLongEnough.Instance, life);
                break;
            case LivedLongEnough:
                _restarts = 0;
                break;
            case BackoffSupervisor.Reset when options.ResetAfter is null:
                _restarts = 0;
                break;
            case BackoffSupervisor.GetCurrentChild:
                Sender.Tell(new BackoffSupervisor.CurrentChild(Child));
                break;
            case BackoffSupervisor.GetRestartCount:
                Sender.Tell(new BackoffSupervisor.RestartCount(_restarts));
                break;
            case Terminated terminated when terminated.ActorRef.Equals(Child):
                Child = ActorRefs.Nobody;
                ChildTerminated();
                break;
            default:
                PassOn(message);
                break;
        }
    }

    /// <summary>Starts the child again after the next wait; false if it was started often enough.</summary>
    protected bool TryBackOff()
    {
        var most = options.Strategy.MaxNumberOfRetries;
        if (most >= 0 && _restarts >= most)
            return false;
        Timers.Cancel(LivedLongEnough.Instance);
        Timers.StartSingleTimer(StartAgain.Instance, StartAgain.Instance, options.Delay(_restarts));
        _restarts++;
        return true;
    }

    private void StartChild()
    {
        if (Child.IsNobody())
            Child = Context.Watch(Context.ActorOf(options.ChildProps, options.ChildName));
    }

    private void PassOn(object message)
    {
        if (Child.Equals(Sender))
            Context.Parent.Tell(message, Self);
        else if (Child.IsNobody())
            Context.System.DeadLetters.Forward(message);
        else
            Child.Forward(message);
    }

    private sealed class StartAgain
    {
        internal static readonly StartAgain Instance = new();
    }

    private sealed class LivedLongEnough
    {
        internal static readonly LivedLongEnough Instance = new();
    }
}

/// <summary>Starts its child again when that has stopped.</summary>
internal sealed class BackoffOnStopSupervisor(BackoffOptions options) : BackoffSupervisorActor(options)
{
    protected override SupervisorStrategy SupervisorStrategy() => Options.Strategy;

    protected override void ChildTerminated()
    {
        if (!TryBackOff())
            Context.Stop(Self);
    }
}

/// <summary>Starts its child again when that has failed, and stops when it has stopped.</summary>
internal sealed class BackoffOnFailureSupervisor(BackoffOptions options) : BackoffSupervisorActor(options)
{
    private bool _childFailed;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(Decide);

    protected override void ChildTerminated()
    {
        if (!_childFailed || !TryBackOff())
            Context.Stop(Self);
        _childFailed = false;
    }

    /// <summary>A restart is put off: the child stops now and starts again later.</summary>
    private Directive Decide(Exception cause)
    {
        var directive = Options.Strategy.Decider.Decide(cause);
        if (directive != Directive.Restart)
            return directive;
        _childFailed = true;
        return Directive.Stop;
    }
}
