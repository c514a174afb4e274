namespace Akka.Actor;

/// <summary>The receive timeout of an actor: counts from the end of every message.</summary>
internal sealed class IdleTimer(ActorCell cell, TimeSpan timeout)
{
    private ICancelable? _scheduled;

    internal TimeSpan Timeout => timeout;

    internal void Restart()
    {
        Cancel();
        _scheduled = cell.System.Scheduler.ScheduleTellOnceCancelable(timeout, cell.Self, ReceiveTimeout.Instance, cell.Self);
    }

    internal void Cancel() => _scheduled?.Cancel();
}
