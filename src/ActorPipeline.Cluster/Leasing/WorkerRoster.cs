using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Wire;
using ActorPipeline.Errors;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>The workers of a run, and which have room for another split; without I/O, and with no clock but the one it is given.</summary>
/// <param name="settings">How many workers a run needs, and whether its own node is one.</param>
/// <param name="now">Time since any moment that stays the same.</param>
internal sealed class WorkerRoster(LeaseManager.Settings settings, Func<TimeSpan> now)
{
    private readonly Dictionary<IActorRef, Entry> _workers = [];
    private TimeSpan? _waitingSince;
    private bool _hasStarted = settings.MinWorkers == 0;
    private IActorRef? _yielding;

    /// <summary>All workers.</summary>
    public IEnumerable<IActorRef> All => _workers.Keys;

    /// <summary>Those that can be reached, without the trainer's own node.</summary>
    public IReadOnlyCollection<IActorRef> Reachable => [.. _workers.Where(w => !w.Value.IsSuspect && !w.Value.IsLocal).Select(w => w.Key)];

    /// <summary>Those that can be reached.</summary>
    public IReadOnlyCollection<IActorRef> ReachableOrLocal => [.. _workers.Where(w => !w.Value.IsSuspect).Select(w => w.Key)];

    /// <summary>There is a split that no other worker can read, so the trainer's own node does.</summary>
    public bool LocalHelps { get; set; }

    /// <summary>How many, without the trainer's own node.</summary>
    public int Count => _workers.Values.Count(w => !w.IsLocal);

    /// <summary>No worker has room, and none is yielding to an earlier split.</summary>
    public bool MayYield => _hasStarted && _yielding is null && WithRoom().Length == 0;

    /// <summary>A worker's name for the user: its host and port, or the trainer's own node.</summary>
    public string NameOf(IActorRef worker) => IsLocal(worker) ? "the trainer's own node" : $"worker {worker.Path.Address.Host}:{worker.Path.Address.Port}";

    /// <summary>Its block server.</summary>
    public WorkerEndpoint EndpointOf(IActorRef worker) => _workers[worker].Endpoint;

    /// <summary>Workers that have ever joined, without the trainer's own node.</summary>
    public int EverSeen { get; private set; }

    /// <summary>A worker has reported its demand. True: it is new.</summary>
    public bool Update(IActorRef worker, WorkerProtocol.ReportDemand report)
    {
        var isNew = !_workers.TryGetValue(worker, out var entry);
        if (entry is null)
            _workers.Add(worker, entry = new Entry(new WorkerEndpoint(report.Server, report.Address), IsLocal(worker)));
        if (isNew && !entry.IsLocal)
            EverSeen++;
        if (report.Requested > entry.Requested && worker.Equals(_yielding))
            _yielding = null;
        (entry.Requested, entry.IsSuspect) = (Math.Max(report.Requested, entry.Requested), false);
        (entry.Readers, entry.Decoders) = (Add(entry.Readers, report.Readers), Add(entry.Decoders, report.Decoders));
        _hasStarted |= Count >= settings.MinWorkers;
        return isNew;
    }

    /// <summary>Adds to the meters what the workers have done since the last call.</summary>
    public void CountWork(PipelineMeters meters)
    {
        meters.Reader.Actors = Math.Max(1, _workers.Values.Sum(w => w.Readers.Actors));
        meters.Decoder.Actors = Math.Max(1, _workers.Values.Sum(w => w.Decoders.Actors));
        foreach (var worker in _workers.Values)
        {
            meters.Reader.CountBusy(worker.Readers.New);
            meters.Decoder.CountBusy(worker.Decoders.New);
            (worker.Readers, worker.Decoders) = (worker.Readers with { New = default }, worker.Decoders with { New = default });
        }
    }

    /// <summary>A worker is gone. False: it was unknown.</summary>
    public bool Remove(IActorRef worker)
    {
        if (worker.Equals(_yielding))
            _yielding = null;
        return _workers.Remove(worker);
    }

    /// <summary>The connection to a worker was lost: it gets nothing until it reports again.</summary>
    public void MarkSuspect(IActorRef worker)
    {
        if (worker.Equals(_yielding))
            _yielding = null;
        if (_workers.TryGetValue(worker, out var entry))
            entry.IsSuspect = true;
    }

    /// <summary>A split was leased to it.</summary>
    public void Granted(IActorRef worker)
    {
        _workers[worker].Granted++;
        _workers[worker].ActiveLeases++;
    }

    /// <summary>A lease has ended.</summary>
    /// <param name="worker">Its worker.</param>
    /// <param name="usedRoom">False: the worker has not heard of it, and still has its room.</param>
    public void Ended(IActorRef worker, bool usedRoom)
    {
        if (!_workers.TryGetValue(worker, out var entry))
            return;
        entry.ActiveLeases--;
        if (!usedRoom)
            entry.Granted--;
    }

    /// <summary>Its last lease was revoked to make room for an earlier split.</summary>
    public void MarkYielding(IActorRef worker) => _yielding = worker;

    /// <summary>Those that may get a split, once for each free slot; round robin, those with the fewest leases first.</summary>
    public IActorRef[] WithRoom()
    {
        if (!_hasStarted)
            return [];
        return [.. _workers.Where(w => !w.Value.IsLocal || LocalHelps || settings.LocalWorkers == LocalWorkers.Always)
            .SelectMany(w => Enumerable.Range(0, w.Value.Room).Select(i => (Worker: w.Key, Holds: w.Value.ActiveLeases + i)))
            .OrderBy(w => w.Holds).Select(w => w.Worker)];
    }

    /// <summary>What to tell the user where work waits for workers; null: nothing new.</summary>
    /// <param name="unassignable">A file that waits to be read, and none of those that can be reached can read it; null: there is none.</param>
    /// <exception cref="PipelineException">It has waited for too long.</exception>
    public string? Waiting(string? unassignable)
    {
        if (_hasStarted && unassignable is null)
        {
            _waitingSince = null;
            return null;
        }
        var others = ReachableOrLocal.Count;
        if (_waitingSince is not { } since)
        {
            _waitingSince = now();
            var limit = $"the run ends in {settings.WaitForWorkers.TotalSeconds:0} s";
            return !_hasStarted ? $"waiting for {settings.MinWorkers} worker(s): {Count} there; {limit} if no more come"
                : others == 0 ? $"waiting for a worker: none can be reached; {limit} if none comes"
                : $"waiting for a worker that can read {unassignable}: {others} cannot; {limit} if none comes";
        }
        if (now() - since < settings.WaitForWorkers)
            return null;
        var within = $"within {settings.WaitForWorkers.TotalSeconds:0} s (cluster.wait-for-workers), found";
        throw new PipelineException(FailureKind.Cluster, _hasStarted && others > 0
            ? $"{unassignable}: expected a worker that can read it {within} {others} that cannot"
            : $"expected at least {Math.Max(1, settings.MinWorkers)} worker(s) {within} {Count}");
    }

    private static Work Add(Work work, WorkerProtocol.StageWork now) => new(now.Actors, now.Busy, work.New + (now.Busy - work.Busy));

    private static bool IsLocal(IActorRef worker) => worker.Path.Address.Host is null;

    /// <summary>What a stage has done on a worker: so far, and what of that has not been added to the meters.</summary>
    private readonly record struct Work(int Actors, TimeSpan Busy, TimeSpan New);

    private sealed class Entry(WorkerEndpoint endpoint, bool isLocal)
    {
        public WorkerEndpoint Endpoint { get; } = endpoint;

        public bool IsLocal { get; } = isLocal;

        /// <summary>Splits requested, in total.</summary>
        public long Requested { get; set; }

        /// <summary>Splits leased to it, in total.</summary>
        public long Granted { get; set; }

        public Work Readers { get; set; }

        public Work Decoders { get; set; }

        /// <summary>It has not reported since the connection to it was lost.</summary>
        public bool IsSuspect { get; set; }

        /// <summary>Its active leases.</summary>
        public int ActiveLeases { get; set; }

        public int Room => IsSuspect ? 0 : (int)Math.Clamp(Requested - Granted, 0, int.MaxValue);
    }
}
