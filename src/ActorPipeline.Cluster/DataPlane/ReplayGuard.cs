namespace ActorPipeline.Cluster.DataPlane;

/// <summary>Remembers the leases that were accepted, so that a recorded request cannot be replayed. Safe for any thread.</summary>
internal sealed class ReplayGuard
{
    // Leases of a run are numbered in the order in which they are granted; they come nearly in that order.
    private const int Remembered = 4096;

    private readonly Lock _lock = new();
    private readonly SortedSet<long> _leases = [];
    private long _run;
    private long _floor;

    /// <summary>Accepts a lease. False: it was accepted before, or is older than those remembered; or the run is an earlier one.</summary>
    public bool TryAdd(long run, long lease)
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
