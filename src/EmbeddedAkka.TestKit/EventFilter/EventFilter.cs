using Akka.Event;

namespace Akka.TestKit;

/// <summary>Takes matching events out of the log, and counts them.</summary>
internal sealed class EventFilter(string description, Predicate<LogEvent> matches)
{
    private readonly object _counting = new();
    private int _count;

    public int Count
    {
        get
        {
            lock (_counting) return _count;
        }
    }

    public bool Takes(LogEvent logEvent)
    {
        if (!matches(logEvent)) return false;
        lock (_counting)
        {
            _count++;
            Monitor.PulseAll(_counting);
        }

        return true;
    }

    /// <summary>Waits until so many events have come.</summary>
    public void WaitFor(int count, TimeSpan timeout)
    {
        var end = DateTime.UtcNow + timeout;
        lock (_counting)
        {
            while (_count < count && end - DateTime.UtcNow is var left && left > TimeSpan.Zero) Monitor.Wait(_counting, left);
        }
    }

    public override string ToString() => description;
}
