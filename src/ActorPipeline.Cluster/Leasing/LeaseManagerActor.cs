using System.Collections.Concurrent;
using System.Diagnostics;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Working;
using ActorPipeline.Data;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>
/// <list type="table">
/// <item><term><see cref="Split"/></term><description>lease it, when a worker has room</description></item>
/// <item><term><see cref="LeaseManager.Present"/></term><description>engage the worker</description></item>
/// <item><term><see cref="LeaseManager.Ready"/></term><description>it has room for so many splits more: lease some to it</description></item>
/// <item><term><see cref="BlockArrived"/></term><description>hand it to the shuffle buffer, unless it came before</description></item>
/// <item><term><see cref="PullEnded"/></term><description>lease again what is missing; a failure of the data is this actor's</description></item>
/// <item><term><see cref="Decoder.Continue"/>, <see cref="LineReader.Request"/>, <see cref="LineReader.Released"/></term><description>credit of the shuffle
/// buffer, for a split's pulls</description></item>
/// <item><term><see cref="Terminated"/></term><description>a worker is gone: lease its splits again</description></item>
/// </list>
/// </summary>
internal sealed class LeaseManagerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private readonly FeedContext _context;
    private readonly LeaseMemory _memory;
    private readonly BlockClient _client;
    private readonly Action<string> _note;
    private readonly SplitLeases<IActorRef> _leases;
    private readonly WorkerRoster _roster;
    private readonly Dictionary<long, LeasedSplit> _splits = [];
    private readonly Dictionary<long, (LeasePull Pull, Task Ended, LeasedSplit Split, IActorRef Worker)> _pulls = [];
    private readonly ConcurrentDictionary<DataFile, FileFingerprint> _fingerprints = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _requested;
    private bool _ended;

    public LeaseManagerActor(LeaseManager.Settings settings, FeedContext context, LeaseMemory memory, BlockClient client, Action<string> note)
    {
        (_context, _memory, _client, _note) = (context, memory, client, note);
        _leases = new(settings.LateAfter);
        _roster = new(settings, () => Now);
        Receive<Split>(split => split.Run == context.Run, Add);
        Receive<FileEnumerator.EndOfSplits>(end => end.Run == context.Run, _ => (_requested, _ended) = (_requested - 1, true));
        Receive<LeaseManager.Present>(_ => Sender.Tell(new LeaseManager.Engage(
            new Job(context.Run, context.Settings.Decoder.Format, ((CsvSchema)context.Schema).Targets.Length, memory.BlockBytes, context.Settings.Decoder.RowBlockBytes, memory.Window))));
        Receive<LeaseManager.Ready>(ready => ready.Run == context.Run, HasRoom);
        Receive<BlockArrived>(Take);
        Receive<PullEnded>(Ended);
        Receive<LineReader.Request>(request => request.Run == context.Run, request => Grant(request.Split, request.Count));
        Receive<Decoder.Continue>(next => next.Run == context.Run, next => Grant(next.Split, 1));
        Receive<LineReader.Released>(released => released.Run == context.Run, released =>
        {
            _splits[released.Split].IsReleased = true;
            Clear(released.Split);
        });
        Receive<Terminated>(terminated => Lose(terminated.ActorRef));
        Receive<Tick>(_ => OnTick());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _tick);
        AskForSplits();
    }

    protected override void PostStop()
    {
        foreach (var worker in _roster.All)
            worker.Tell(new LeaseManager.Dismiss(_context.Run));
        foreach (var (pull, _, _, _) in _pulls.Values)
            pull.Cancel();
        // Their memory is counted when the run is over.
        Task.WaitAll([.. _pulls.Values.Select(p => p.Ended)], _context.Settings.Supervisor.StopGracePeriod);
        _client.Dispose();
    }

    private void AskForSplits()
    {
        for (; !_ended && _splits.Count + _requested < _memory.Splits; _requested++)
            _context.Enumerator.Tell(new FileEnumerator.Request(_context.Run));
    }

    private void Add(Split split)
    {
        _requested--;
        _splits.Add(split.Sequence, new LeasedSplit(split, _memory.Window));
        _leases.Add(split, _memory.Window);
        Lease();
    }

    private void HasRoom(LeaseManager.Ready ready)
    {
        if (_roster.Update(Sender, ready))
        {
            Context.Watch(Sender);
            _context.Meters.Nodes = 1 + _roster.EverSeen;
            _note($"{_roster.NameOf(Sender)} works for this run: {_roster.Count} worker(s)");
        }
        _roster.CountWork(_context.Meters);
        Lease();
    }

    private void Lose(IActorRef worker)
    {
        var name = _roster.NameOf(worker);
        if (!_roster.Remove(worker))
            return;
        Cancel(_leases.RevokeAll(worker));
        _note($"{name} is gone: {_roster.Count} worker(s)");
        Lease();
    }

    // Each worker that has room gets the first split that it can read; where none has room and an earlier split needs it, a later one gives way.
    private void Lease()
    {
        _roster.LocalHelps = _leases.FirstUnassignable(_roster.Reachable) is not null;
        foreach (var worker in _roster.WithRoom())
        {
            if (_leases.Grant(worker, Now) is not { } lease)
                continue;
            _roster.Granted(worker);
            Pull(lease, worker);
        }
        _context.Meters.LeasesReassigned = _leases.Reassigned;
        if (_roster.MayYield && _leases.Yield(Now) is var (last, holder))
        {
            _roster.MarkYielding(holder);
            Cancel([last]);
        }
    }

    private void Pull(Lease lease, IActorRef worker)
    {
        var split = _splits[lease.Split.Sequence];
        split.Pulls++;
        var limits = new FrameLimits(lease.Id, _memory.Rows.RowsEach, _context.Schema.Layout.RowBytes, _memory.BlockBytes);
        var pull = new LeasePull(lease.Id, lease.Split, split.Credit, limits, _memory.Rows, Self);
        var endpoint = _roster.EndpointOf(worker);
        _pulls.Add(lease.Id, (pull, Task.Run(() => pull.RunAsync(_client, endpoint, FingerprintOf)), split, worker));
    }

    private FileFingerprint FingerprintOf(DataFile file) => _fingerprints.GetOrAdd(file, FileFingerprint.Of);

    private void Take(BlockArrived arrived)
    {
        var (block, split) = (arrived.Block, _splits[arrived.Block.Split.Sequence]);
        var rivals = block.IsLast ? _leases.Of(split.Whole.Sequence).Where(l => l != arrived.Lease).ToArray() : [];
        if (!_leases.Received(arrived.Lease, block.Index, block.Part, block.IsLastPart, block.NextOffset, Now))
        {
            block.ReturnMemory();
            split.Credit.Release();
            return;
        }
        _context.Meters.Reader.Count(bytes: split.Taken(block));
        _context.Meters.Decoder.Count(rows: block.Rows);
        _context.ShuffleBuffer.Tell(block with { Split = split.Whole });
        Cancel(rivals);
    }

    private void Grant(long sequence, int count)
    {
        _splits[sequence].Credit.Release(count);
        _leases.RecordRequest(sequence, count, Now);
    }

    private void Ended(PullEnded ended)
    {
        var (_, _, split, worker) = _pulls[ended.Lease];
        _pulls.Remove(ended.Lease);
        split.Pulls--;
        _roster.Ended(worker, ended.WasTaken || ended.End == PullEnd.Busy);
        switch (ended.End)
        {
            case PullEnd.Failed:
                throw ended.Cause!;
            case PullEnd.Refused:
                _log.Warning("{0}: {1}", _roster.NameOf(worker), ended.Reason);
                _leases.Refuse(ended.Lease);
                break;
            case PullEnd.Lost:
                _leases.Lost(ended.Lease);
                _roster.MarkSuspect(worker);
                break;
            case PullEnd.Busy:
                _leases.Lost(ended.Lease);
                break;
        }
        Clear(split.Whole.Sequence);
        Lease();
    }

    private void Cancel(IEnumerable<long> leases)
    {
        foreach (var lease in leases)
            if (_pulls.TryGetValue(lease, out var pull))
                pull.Pull.Cancel();
    }

    // Its memory is free when every block has been consumed, and nobody pulls any more.
    private void Clear(long sequence)
    {
        if (!_splits.TryGetValue(sequence, out var split) || !split.IsReleased || split.Pulls > 0)
            return;
        _splits.Remove(sequence);
        AskForSplits();
    }

    private void OnTick()
    {
        foreach (var lease in _leases.Expire(Now))
        {
            _roster.MarkSuspect(_pulls[lease].Worker);
            _pulls[lease].Pull.Cancel();
        }
        if (_roster.Waiting(_leases.FirstUnassignable(_roster.ReachableOrLocal)?.File.Path) is { } waiting)
            _note(waiting);
        Lease();
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
