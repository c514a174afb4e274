namespace Akka.Cluster.SBR;

internal enum Verdict
{
    Wait,
    Decide,

    /// <summary>It has been changing for too long for any decision to be safe.</summary>
    DownAll,
}

/// <summary>Says when a partition has come to rest. Times are readings of one clock.</summary>
/// <param name="stableAfter">For how long nothing may have changed.</param>
/// <param name="downAllAfter">
/// How long after <paramref name="stableAfter"/>, counted from the first loss, all is given up; null for never.
/// </param>
internal sealed class Stability(TimeSpan stableAfter, TimeSpan? downAllAfter)
{
    private TimeSpan _lastChange;
    private TimeSpan? _unstableSince;

    /// <summary>Who is a member, or who is reached, has changed.</summary>
    internal void Change(TimeSpan now, bool anyLost)
    {
        if (!anyLost)
            _unstableSince = null;
        else if (_unstableSince is null || now - _lastChange > 2 * stableAfter)
            _unstableSince = now;
        _lastChange = now;
    }

    internal Verdict At(TimeSpan now)
    {
        if (_unstableSince is not { } since)
            return Verdict.Wait;
        if (now - _lastChange >= stableAfter)
            return Verdict.Decide;
        return downAllAfter is { } patience && now - since >= stableAfter + patience ? Verdict.DownAll : Verdict.Wait;
    }
}
