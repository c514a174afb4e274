using System.Collections.Concurrent;
using System.Diagnostics;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Wire;
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
/// <item><term><see cref="WorkerProtocol.RequestJob"/></term><description>assign the job to the worker</description></item>
/// <item><term><see cref="WorkerProtocol.ReportDemand"/></term><description>the worker has room for more splits: lease some to it</description></item>
/// <item><term><see cref="BlockArrived"/></term><description>pass it on to the shuffle buffer, unless it came before</description></item>
/// <item><term><see cref="PullEnded"/></term><description>lease again what is missing; a failure of the data is this actor's</description></item>
/// <item><term><see cref="Decoder.Continue"/>, <see cref="LineReader.Request"/>, <see cref="LineReader.Released"/></term><description>credit of the shuffle
/// buffer, for a split's pulls</description></item>
/// <item><term><see cref="Terminated"/></term><description>a worker is gone: lease its splits again</description></item>
/// </list>
/// </summary>
internal sealed class LeaseManagerActor : ReceiveActor, IWithTimers
{
    private readonly FeedContext _context;
    private readonly LeaseMemory _memory;
    private readonly BlockClient _client;
    private readonly Action<string> _note;
    private readonly LeaseManagerCore _core;
    private readonly Dictionary<long, (LeasePull Pull, Task Ended)> _pulls = [];
    private readonly ConcurrentDictionary<DataFile, FileFingerprint> _fingerprints = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public LeaseManagerActor(LeaseManager.Settings settings, FeedContext context, LeaseMemory memory, BlockClient client, Action<string> note)
    {
        (_context, _memory, _client, _note) = (context, memory, client, note);
        _core = new(settings, memory.Splits, memory.Window, () => Stopwatch.GetElapsedTime(0));
        var job = new Job(context.Run, context.Settings.Decoder.Format, ((CsvSchema)context.Schema).Targets.Length,
            memory.BlockBytes, context.Settings.Decoder.RowBlockBytes, memory.Window);
        Receive<Split>(split => split.Run == context.Run, split => Apply(() => _core.Add(split)));
        Receive<FileEnumerator.EndOfSplits>(end => end.Run == context.Run, _ => _core.CompleteSplits());
        Receive<WorkerProtocol.RequestJob>(_ => Sender.Tell(new WorkerProtocol.AssignJob(job)));
        Receive<WorkerProtocol.ReportDemand>(report => report.Run == context.Run, report => Apply(() => Update(report)));
        Receive<BlockArrived>(Receive);
        Receive<PullEnded>(ended => Apply(() => Ended(ended)));
        Receive<LineReader.Request>(request => request.Run == context.Run, request => _core.AddCredit(request.Split, request.Count));
        Receive<Decoder.Continue>(next => next.Run == context.Run, next => _core.AddCredit(next.Split, 1));
        Receive<LineReader.Released>(released => released.Run == context.Run, released => Apply(() => _core.Release(released.Split)));
        Receive<Terminated>(terminated => Apply(() => Lose(terminated.ActorRef)));
        Receive<Tick>(_ => Apply(OnTick));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, TimeSpan.FromSeconds(1));
        Act();
    }

    protected override void PostStop()
    {
        foreach (var worker in _core.Workers.All)
            worker.Tell(new WorkerProtocol.EndJob(_context.Run));
        Cancel(_pulls.Keys);
        // Their memory is counted when the run is over.
        Task.WaitAll([.. _pulls.Values.Select(p => p.Ended)], _context.Settings.Supervisor.StopGracePeriod);
        _client.Dispose();
    }

    private void Apply(Action change)
    {
        change();
        Act();
    }

    private void Update(WorkerProtocol.ReportDemand report)
    {
        if (_core.Update(Sender, report) is { } joined)
        {
            Context.Watch(Sender);
            _context.Meters.Nodes = 1 + _core.Workers.EverSeen;
            _note(joined);
        }
        _core.Workers.CountWork(_context.Meters);
    }

    private void Lose(IActorRef worker)
    {
        if (_core.Remove(worker) is not var (note, revoked))
            return;
        Cancel(revoked);
        _note(note);
    }

    // What the core has decided: splits to request, pulls to start, and one to cancel.
    private void Act()
    {
        for (var count = _core.RequestSplits(); count > 0; count--)
            _context.Enumerator.Tell(new FileEnumerator.Request(_context.Run));
        foreach (var (lease, worker, split) in _core.Grant())
        {
            var limits = new FrameLimits(lease.Id, _memory.Rows.RowsEach, _context.Schema.Layout.RowBytes, _memory.BlockBytes);
            var pull = new LeasePull(lease.Id, lease.Split, split.Credit, limits, _memory.Rows, Self);
            var endpoint = _core.Workers.EndpointOf(worker);
            _pulls.Add(lease.Id, (pull, Task.Run(() => pull.RunAsync(_client, endpoint, file => _fingerprints.GetOrAdd(file, FileFingerprint.Of)))));
        }
        _context.Meters.LeasesReassigned = _core.Reassigned;
        if (_core.Yield() is { } revoked)
            Cancel([revoked]);
    }

    private void Receive(BlockArrived arrived)
    {
        if (_core.Receive(arrived.Lease, arrived.Block) is not var (split, bytes, revoked))
        {
            arrived.ReturnMemory();
            return;
        }
        _context.Meters.Reader.Count(bytes: bytes);
        _context.Meters.Decoder.Count(rows: arrived.Block.Rows);
        _context.ShuffleBuffer.Tell(arrived.Block with { Split = split });
        Cancel(revoked);
    }

    private void Ended(PullEnded ended)
    {
        _pulls.Remove(ended.Lease);
        if (_core.EndPull(ended) is { } warning)
            _log.Warning("{0}", warning);
    }

    private void Cancel(IEnumerable<long> leases)
    {
        foreach (var lease in leases)
            _pulls.GetValueOrDefault(lease).Pull?.Cancel();
    }

    private void OnTick()
    {
        Cancel(_core.Expire());
        if (_core.Waiting() is { } waiting)
            _note(waiting);
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
