using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose time moves only when a test says so. Chosen by
/// <c>akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"</c>.
/// </summary>
public class TestScheduler : IScheduler
{
    private readonly Lock _lock = new();
    private List<Entry> _waiting = [];

    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
        ArgumentNullException.ThrowIfNull(schedulerConfig);
        ArgumentNullException.ThrowIfNull(log);
    }

    /// <summary>The time of this scheduler; it starts with the real one.</summary>
    public DateTimeOffset Now { get; private set; } = DateTimeOffset.UtcNow;

    /// <summary>Real time: as in Akka.NET, the monotonic clock does not follow <see cref="Advance"/>.</summary>
    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    /// <summary>Moves the time and sends what is due then, in the order of its times; a repeated message is sent once at most.</summary>
    public void Advance(TimeSpan offset)
    {
        foreach (var entry in TakeDue(offset))
        {
            if (entry.Cancelable?.IsCancellationRequested == true) continue;
            entry.Receiver.Tell(entry.Message, entry.Sender);
            if (entry.Interval is { } interval) Add(entry with { Due = Now + interval });
        }
    }

    /// <inheritdoc cref="Advance"/>
    /// <exception cref="InvalidOperationException">That time is past.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < Now) throw new InvalidOperationException("You can't reverse time...");
        Advance(when - Now);
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(new Entry(Now + delay, null, receiver, message, sender, cancelable));

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(new Entry(Now + initialDelay, interval, receiver, message, sender, cancelable));

    private void Add(Entry entry)
    {
        lock (_lock) _waiting.Add(entry);
    }

    private IEnumerable<Entry> TakeDue(TimeSpan offset)
    {
        lock (_lock)
        {
            Now += offset;
            var due = _waiting.Where(entry => entry.Due <= Now).OrderBy(entry => entry.Due).ToList();
            _waiting = _waiting.FindAll(entry => entry.Due > Now);
            return due;
        }
    }

    /// <summary>A message that waits for its time, and then again and again if it has an interval.</summary>
    private sealed record Entry(
        DateTimeOffset Due, TimeSpan? Interval, ICanTell Receiver, object Message, IActorRef? Sender, ICancelable? Cancelable);
}
