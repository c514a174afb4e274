using System.Diagnostics;

namespace ActorPipeline.Sources;

/// <summary>Holds the readers of one node to so many bytes a second together; they have threads of their own, on which they wait.</summary>
/// <param name="bytesPerSecond">How many; null: no limit.</param>
public sealed class ReadRate(long? bytesPerSecond)
{
    private readonly Lock _lock = new();
    private TimeSpan _free = Stopwatch.GetElapsedTime(0);

    /// <summary>Accounts for bytes that were read, and waits until as many may be read again.</summary>
    public void Spend(int bytes)
    {
        if (bytesPerSecond is not { } rate)
            return;
        TimeSpan wait;
        lock (_lock)
        {
            var now = Stopwatch.GetElapsedTime(0);
            _free = (_free > now ? _free : now) + TimeSpan.FromSeconds(bytes / (double)rate);
            wait = _free - now;
        }
        Thread.Sleep(wait);
    }
}
