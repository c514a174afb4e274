using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Errors;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>Who works for a run, and who has room for another split; without I/O, and with no clock but the one it is given.</summary>
/// <param name="settings">How many workers a run needs, and whether its own node is one.</param>
/// <param name="now">Time since any moment that stays the same.</param>
internal sealed class WorkerRoster(LeaseManager.Settings settings, Func<TimeSpan> now)
{
    private readonly Dictionary<IActorRef, Entry> _workers = [];
    private TimeSpan? _waitingSince;
    private bool _begun = settings.MinWorkers == 0;
    private IActorRef? _yielding;

    /// <summary>All that are there.</summary>
    public IEnumerable<IActorRef> All => _workers.Keys;

    /// <summary>Those that can be reached, without the trainer's own node.</summary>
    public IReadOnlyCollection<IActorRef> Reachable => [.. _workers.Where(w => !w.Value.IsSuspect && !w.Value.IsLocal).Select(w => w.Key)];

    /// <summary>Those that can be reached.</summary>
    public IReadOnlyCollection<IActorRef> ReachableOrLocal => [.. _workers.Where(w => !w.Value.IsSuspect).Select(w => w.Key)];

    /// <summary>There is a split that no other worker can read, so the trainer's own node does.</summary>
    public bool LocalHelps { get; set; }

    /// <summary>How many, without the trainer's own node.</summary>
    public int Count => _workers.Values.Count(w => !w.IsLocal);

    /// <summary>Nobody has room, and nobody has given way for whom an earlier split waits still.</summary>
    public bool MayYield => _begun && _yielding is null && WithRoom().Length == 0;

    /// <summary>What a worker is called: its host and port, or the node it shares with the trainer.</summary>
    public string NameOf(IActorRef worker) => IsLocal(worker) ? "the trainer's own node" : $"worker {worker.Path.Address.Host}:{worker.Path.Address.Port}";

    /// <summary>Where its blocks come from.</summary>
    public WorkerEndpoint EndpointOf(IActorRef worker) => _workers[worker].Endpoint;

    /// <summary>Workers that were ever there, without the trainer's own node.</summary>
    public int EverSeen { get; private set; }

    /// <summary>A worker says how things are with it. True: it is new.</summary>
    public bool Update(IActorRef worker, LeaseManager.Ready ready)
    {
        var isNew = !_workers.TryGetValue(worker, out var entry);
        if (entry is null)
            _workers.Add(worker, entry = new Entry(new WorkerEndpoint(ready.Server, ready.Address), IsLocal(worker)));
        if (isNew && !entry.IsLocal)
            EverSeen++;
        if (ready.Asked > entry.Asked && worker.Equals(_yielding))
            _yielding = null;
        (entry.Asked, entry.IsSuspect) = (Math.Max(ready.Asked, entry.Asked), false);
        (entry.Readers, entry.Decoders) = (Add(entry.Readers, ready.Readers), Add(entry.Decoders, ready.Decoders));
        _begun |= Count >= settings.MinWorkers;
        return isNew;
    }

    /// <summary>Hands on what the workers have done since the last time.</summary>
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

    /// <summary>A worker is gone. False: it was not there.</summary>
    public bool Remove(IActorRef worker)
    {
        if (worker.Equals(_yielding))
            _yielding = null;
        return _workers.Remove(worker);
    }

    /// <summary>The way to a worker was lost: it gets nothing until it speaks again.</summary>
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
        _workers[worker].Held++;
    }

    /// <summary>A lease has ended.</summary>
    /// <param name="worker">Its worker.</param>
    /// <param name="tookRoom">False: the worker does not know of it, and has its room still.</param>
    public void Ended(IActorRef worker, bool tookRoom)
    {
        if (!_workers.TryGetValue(worker, out var entry))
            return;
        entry.Held--;
        if (!tookRoom)
            entry.Granted--;
    }

    /// <summary>It lost its last lease to have room for an earlier one.</summary>
    public void MarkYielding(IActorRef worker) => _yielding = worker;

    /// <summary>Those that may get a split, each as often as it has room; in turn, those that hold least first.</summary>
    public IActorRef[] WithRoom()
    {
        if (!_begun)
            return [];
        return [.. _workers.Where(w => !w.Value.IsLocal || LocalHelps || settings.LocalWorkers == LocalWorkers.Always)
            .SelectMany(w => Enumerable.Range(0, w.Value.Room).Select(i => (Worker: w.Key, Holds: w.Value.Held + i)))
            .OrderBy(w => w.Holds).Select(w => w.Worker)];
    }

    /// <summary>What to tell the user where work waits for workers; null: nothing new.</summary>
    /// <param name="unassignable">A file that waits to be read, and none of those that can be reached can read it; null: there is none.</param>
    /// <exception cref="PipelineException">It has waited for too long.</exception>
    public string? Waiting(string? unassignable)
    {
        if (_begun && unassignable is null)
        {
            _waitingSince = null;
            return null;
        }
        var others = ReachableOrLocal.Count;
        if (_waitingSince is not { } since)
        {
            _waitingSince = now();
            var limit = $"the run ends in {settings.WaitForWorkers.TotalSeconds:0} s";
            return !_begun ? $"waiting for {settings.MinWorkers} worker(s): {Count} there; {limit} if no more come"
                : others == 0 ? $"waiting for a worker: none can be reached; {limit} if none comes"
                : $"waiting for a worker that can read {unassignable}: {others} cannot; {limit} if none comes";
        }
        if (now() - since < settings.WaitForWorkers)
            return null;
        var within = $"within {settings.WaitForWorkers.TotalSeconds:0} s (cluster.wait-for-workers), found";
        throw new PipelineException(FailureKind.Cluster, _begun && others > 0
            ? $"{unassignable}: expected a worker that can read it {within} {others} that cannot"
            : $"expected at least {Math.Max(1, settings.MinWorkers)} worker(s) {within} {Count}");
    }

    private static Work Add(Work work, LeaseManager.StageWork now) => new(now.Actors, now.Busy, work.New + (now.Busy - work.Busy));

    private static bool IsLocal(IActorRef worker) => worker.Path.Address.Host is null;

    /// <summary>What a stage has done on a worker: so far, and of that what has not been handed on.</summary>
    private readonly record struct Work(int Actors, TimeSpan Busy, TimeSpan New);

    private sealed class Entry(WorkerEndpoint endpoint, bool isLocal)
    {
        public WorkerEndpoint Endpoint { get; } = endpoint;

        public bool IsLocal { get; } = isLocal;

        /// <summary>Splits it has asked for, in all.</summary>
        public long Asked { get; set; }

        /// <summary>Splits leased to it, in all.</summary>
        public long Granted { get; set; }

        public Work Readers { get; set; }

        public Work Decoders { get; set; }

        /// <summary>It has not been heard of since the way to it was lost.</summary>
        public bool IsSuspect { get; set; }

        /// <summary>Leases that it holds.</summary>
        public int Held { get; set; }

        public int Room => IsSuspect ? 0 : (int)Math.Clamp(Asked - Granted, 0, int.MaxValue);
    }
}
