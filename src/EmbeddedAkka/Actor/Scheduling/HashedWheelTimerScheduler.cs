using System.Diagnostics;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The default scheduler: one thread that sleeps until the next message is due.</summary>
/// <remarks>It keeps a heap where Akka.NET's scheduler of this name keeps a wheel; the name is what the configuration says.</remarks>
internal sealed class HashedWheelTimerScheduler : IScheduler, IDisposable
{
    private static readonly double _stopwatchTicksPerTick = (double)Stopwatch.Frequency / TimeSpan.TicksPerSecond;

    private readonly TimerQueue _queue = new();
    private readonly ILoggingAdapter _log;
    private bool _started;
    private bool _disposed;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        _log = log;
    }

    public DateTimeOffset Now => DateTimeOffset.UtcNow;

    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Schedule(new ScheduledTell(After(delay), 0, receiver, message, sender, cancelable), cancelable);
    }

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(initialDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Schedule(new ScheduledTell(After(initialDelay), Ticks(interval), receiver, message, sender, cancelable), cancelable);
    }

    /// <summary>Ends the thread; what still waits is never sent.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _disposed = true;
            Monitor.PulseAll(_queue);
        }
    }

    private static long After(TimeSpan delay) => Stopwatch.GetTimestamp() + Ticks(delay);

    private static long Ticks(TimeSpan length) => Math.Max(1, (long)(length.Ticks * _stopwatchTicksPerTick));

    private void Schedule(ScheduledTell entry, ICancelable? cancelable)
    {
        lock (_queue)
        {
            if (_disposed || entry.IsCancelled)
                return;
            _queue.Add(entry);
            if (!_started)
            {
                _started = true;
                new Thread(Run) { IsBackground = true, Name = "akka.scheduler" }.Start();
            }
            else if (_queue.First == entry)
            {
                Monitor.Pulse(_queue);
            }
        }
        if (cancelable is not null)
            entry.Registration = cancelable.Token.UnsafeRegister(_ => Withdraw(entry), null);
    }

    private void Withdraw(ScheduledTell entry)
    {
        lock (_queue)
            _queue.Remove(entry);
    }

    private void Run()
    {
        while (WaitForNext() is { } entry)
        {
            if (entry.IsCancelled)
                continue;
            try
            {
                entry.Fire();
            }
            catch (Exception failure)
            {
                _log.Error(failure, "Failed to send a scheduled message.");
            }
        }
    }

    /// <summary>Takes the next entry when it is due, and queues its repetition; null at the end.</summary>
    private ScheduledTell? WaitForNext()
    {
        lock (_queue)
        {
            while (!_disposed)
            {
                if (_queue.First is not { } first)
                {
                    Monitor.Wait(_queue);
                    continue;
                }
                var wait = first.Due - Stopwatch.GetTimestamp();
                if (wait > 0)
                {
                    var milliseconds = Math.Ceiling(wait * 1000.0 / Stopwatch.Frequency);
                    Monitor.Wait(_queue, (int)Math.Min(milliseconds, int.MaxValue));
                    continue;
                }
                _queue.Remove(first);
                if (first.Interval > 0 && !first.IsCancelled)
                {
                    first.Due += first.Interval;
                    _queue.Add(first);
                }
                else
                {
                    first.Registration.Unregister();
                }
                return first;
            }
            return null;
        }
    }
}
