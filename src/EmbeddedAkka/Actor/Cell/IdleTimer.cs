namespace Akka.Actor;

/// <summary>The receive timeout of an actor: counts anew after every message.</summary>
internal sealed class IdleTimer
{
    private readonly ActorCell _cell;
    private ICancelable? _scheduled;

    internal IdleTimer(ActorCell cell, TimeSpan timeout)
    {
        _cell = cell;
        Timeout = timeout;
        Restart();
    }

    internal TimeSpan Timeout { get; }

    internal void Restart()
    {
        Cancel();
        _scheduled = _cell.System.Scheduler.ScheduleTellOnceCancelable(Timeout, _cell.Self, Actor.ReceiveTimeout.Instance, _cell.Self);
    }

    internal void Cancel() => _scheduled?.Cancel();
}
