using System.Diagnostics;

namespace Akka.Actor.Internal;

/// <summary>How often a child was restarted, and since when that is counted.</summary>
public class ChildRestartStats
{
    private int _restarts;
    private long _windowStart;

    internal ChildRestartStats(IInternalActorRef child) => Child = child;

    internal IInternalActorRef Child { get; }

    /// <summary>Counts one restart and says whether it is allowed.</summary>
    /// <param name="maxNrOfRetries">0 allows none, a negative number any; with a window, a negative number allows one in each.</param>
    /// <param name="withinTimeMilliseconds">The window in which they are counted; 0 or less counts for ever.</param>
    internal bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
            return false;
        if (withinTimeMilliseconds <= 0)
            return maxNrOfRetries < 0 || ++_restarts <= maxNrOfRetries;

        var now = Stopwatch.GetTimestamp();
        if (_restarts > 0 && Stopwatch.GetElapsedTime(_windowStart, now).TotalMilliseconds <= withinTimeMilliseconds)
            return ++_restarts <= Math.Max(maxNrOfRetries, 1);
        _windowStart = now;
        _restarts = 1;
        return true;
    }
}
