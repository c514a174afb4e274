using Akka.Remote;

namespace Akka.Cluster;

/// <summary>The members that this node watches, each with its detector. Times are readings of one monotonic clock.</summary>
internal sealed class HeartbeatMonitor(ClusterSettings settings)
{
    private readonly Dictionary<UniqueAddress, Watched> _watched = [];

    internal IReadOnlyCollection<UniqueAddress> Watches => _watched.Keys;

    /// <summary>Watches exactly these from now on.</summary>
    internal void Watch(IReadOnlySet<UniqueAddress> nodes, TimeSpan now)
    {
        foreach (var node in _watched.Keys.Where(node => !nodes.Contains(node)).ToList())
            _watched.Remove(node);
        foreach (var node in nodes)
            _watched.TryAdd(node, new Watched(new PhiAccrualFailureDetector(settings.FailureDetector), now));
    }

    internal void Answered(UniqueAddress node, TimeSpan now)
    {
        if (_watched.TryGetValue(node, out var watched))
            watched.Detector.Heartbeat(now);
    }

    /// <summary>Those that have been silent for too long. One that never answered is expected to have done so after a while.</summary>
    internal IEnumerable<UniqueAddress> Unreachable(TimeSpan now)
    {
        foreach (var (node, watched) in _watched)
        {
            if (!watched.Detector.IsMonitoring && now - watched.Since >= settings.ExpectedResponseAfter)
                watched.Detector.Heartbeat(now);
            if (!watched.Detector.IsAvailable(now))
                yield return node;
        }
    }

    private readonly record struct Watched(PhiAccrualFailureDetector Detector, TimeSpan Since);
}
