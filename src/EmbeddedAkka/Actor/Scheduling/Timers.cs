using Akka.Event;

namespace Akka.Actor;

/// <summary>Asks for timers of the actor's own, which end with its instance.</summary>
public interface IWithTimers
{
    /// <summary>Set by the engine before the first message.</summary>
    ITimerScheduler Timers { get; set; }
}

/// <summary>An actor's timers by key; starting one of a key ends the one before, whose ticks are never handled after that.</summary>
public interface ITimerScheduler
{
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    bool IsTimerActive(object key);

    void Cancel(object key);

    void CancelAll();
}

/// <summary>A timer's message on its way: it counts only if its timer is still the current one of its key.</summary>
internal sealed class TimerTick(TimerScheduler owner, object key, object message, bool repeats) : IAutoReceivedMessage, IDeadLetterSuppression
{
    internal TimerScheduler Owner => owner;

    internal object Key => key;

    internal object Message => message;

    internal bool Repeats => repeats;
}

internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, (TimerTick Tick, ICancelable Schedule)> _timers = [];

    public void StartSingleTimer(object key, object msg, TimeSpan timeout)
    {
        Cancel(key);
        var tick = new TimerTick(this, key, msg, repeats: false);
        _timers[key] = (tick, cell.System.Scheduler.ScheduleTellOnceCancelable(timeout, cell.Self, tick, ActorRefs.NoSender));
    }

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval)
    {
        Cancel(key);
        var tick = new TimerTick(this, key, msg, repeats: true);
        _timers[key] = (tick, cell.System.Scheduler.ScheduleTellRepeatedlyCancelable(initialDelay, interval, cell.Self, tick, ActorRefs.NoSender));
    }

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
            timer.Schedule.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values)
            timer.Schedule.Cancel();
        _timers.Clear();
    }

    /// <summary>Whether this tick is to be handled; a single timer ends with it.</summary>
    internal bool Accept(TimerTick tick)
    {
        if (tick.Owner != this || !_timers.TryGetValue(tick.Key, out var timer) || timer.Tick != tick)
            return false;
        if (!tick.Repeats)
            _timers.Remove(tick.Key);
        return true;
    }
}
