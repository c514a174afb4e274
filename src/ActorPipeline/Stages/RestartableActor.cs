using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>How often an actor has failed in a row. Its <see cref="Props"/> hold it, so each life has it from the one before.</summary>
internal sealed class Restarts(Backoff backoff)
{
    private int _failures;

    /// <summary>How long the life that begins now is to wait.</summary>
    public TimeSpan Wait => backoff.After(_failures);

    /// <summary>A life has ended by a failure.</summary>
    public void Failed() => _failures++;

    /// <summary>What was tried has been done, so the next failure is the first in a row.</summary>
    public void Progressed() => _failures = 0;
}

/// <summary>
/// A stage that goes on where it was when its supervisor restarts it, after a wait. What comes in the meantime is put aside, in
/// order. Akka's BackoffSupervisor would make a new actor with a new reference, and stages know each other by their references.
/// </summary>
internal abstract class RestartableActor(Restarts restarts) : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    // Each life begins here, whatever ended the one before.
    protected override void PreStart()
    {
        var wait = restarts.Wait;
        if (wait == TimeSpan.Zero)
        {
            Resume();
            return;
        }
        BecomeStacked(Waiting);
        Timers.StartSingleTimer(WaitIsOver.Instance, WaitIsOver.Instance, wait);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        restarts.Failed();
        base.PreRestart(reason, message);
    }

    /// <summary>Does what can be done without a further message; at the start of each life, once its wait is over.</summary>
    protected virtual void Resume()
    {
        // a stage that only answers has nothing to begin with
    }

    /// <summary>What was tried has been done; to be called behind each output.</summary>
    protected void Progressed() => restarts.Progressed();

    private void Waiting()
    {
        Receive<WaitIsOver>(_ =>
        {
            UnbecomeStacked();
            Stash.UnstashAll();
            Resume();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    private sealed record WaitIsOver
    {
        public static WaitIsOver Instance { get; } = new();
    }
}
