namespace ActorPipeline.Cluster.DataPlane;

/// <summary>Remembers the leases that were taken, so that a request which somebody recorded is worth nothing. Safe for any thread.</summary>
internal sealed class LeasesTaken
{
    // Leases of a run are numbered in the order in which they are granted; they come nearly in that order.
    private const int Remembered = 4096;

    private readonly Lock _lock = new();
    private readonly SortedSet<long> _leases = [];
    private long _run;
    private long _floor;

    /// <summary>Takes a lease. False: it was taken before, or is too old to know; or the run is an earlier one.</summary>
    public bool Add(long run, long lease)
    {
        lock (_lock)
        {
            if (run > _run)
            {
                (_run, _floor) = (run, 0);
                _leases.Clear();
            }
            if (run < _run || lease < _floor || !_leases.Add(lease))
                return false;
            if (_leases.Count > Remembered)
            {
                _floor = _leases.Min + 1;
                _leases.Remove(_leases.Min);
            }
            return true;
        }
    }
}
