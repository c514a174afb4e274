using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Wire;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorPipeline.Cluster.Working;

/// <summary>
/// One run's readers and decoders on a worker. To the readers it is the file enumerator and the shuffle buffer: a lease is their split, and the
/// lease's number its place in the order.
/// <list type="table">
/// <item><term><see cref="FileEnumerator.Request"/></term><description>a reader has room for a split</description></item>
/// <item><term><see cref="Worker.AcceptLease"/></term><description>give it to a reader, answer with its blocks</description></item>
/// <item><term><see cref="RowBlock"/></term><description>passed on in the order of its split</description></item>
/// <item><term><see cref="Worker.BlockWritten"/>, <see cref="Worker.LeaseEnded"/></term><description>credit for the reader</description></item>
/// </list>
/// </summary>
internal sealed class JobActor : ReceiveActor
{
    private readonly Job _job;
    private readonly IRecordSchema _schema;
    private readonly Worker.Settings _settings;
    private readonly PipelineMeters _meters;
    private readonly Queue<IActorRef> _idle = [];
    private readonly Dictionary<long, ActiveLease> _leases = [];
    private readonly Dictionary<IActorRef, long> _reading = [];
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<IActorRef> _decoders = [];
    private long _requested;

    public JobActor(Job job, Worker.Settings settings, PipelineMeters meters)
    {
        (_job, _settings, _meters) = (job, settings, meters);
        _schema = job.Format.SchemaOf(job.Fields);
        Receive<FileEnumerator.Request>(_ =>
        {
            _idle.Enqueue(Sender);
            Context.Parent.Tell(new SplitsRequested(job.Run, ++_requested));
        });
        Receive<Worker.AcceptLease>(accept => Sender.Tell(StartLease(accept.Request)));
        Receive<RowBlock>(block =>
        {
            if (_leases.TryGetValue(block.Split.Sequence, out var lease))
                lease.Add(block);
            else
                Drop(block);
        });
        Receive<Worker.BlockWritten>(written =>
        {
            if (_leases.TryGetValue(written.Lease, out var lease))
                lease.RecordWritten(written.Block);
        });
        Receive<Worker.LeaseEnded>(ended => EndLease(ended.Lease));
    }

    public static Props Props(Job job, Worker.Settings settings, PipelineMeters meters) =>
        Akka.Actor.Props.Create(() => new JobActor(job, settings, meters));

    protected override void PreStart()
    {
        var reader = _settings.Reader with { BlockBytes = _job.BlockBytes, Window = _job.Window };
        _decoders = ReadingStages.Start(Context, _job.Run, reader, _settings.Decoders, _job.RowBlockBytes, _schema, enumerator: Self,
            shuffleBuffer: Self, _settings.Supervisor.Backoff, _meters).Decoders;
    }

    protected override void PostStop() => _stop.Cancel();

    protected override SupervisorStrategy SupervisorStrategy() => new JobStrategy(_settings.Supervisor, Fail);

    private LeaseAnswer StartLease(LeaseRequest request)
    {
        if (!_idle.TryDequeue(out var reader))
            return new LeaseAnswer(null, StatusCodes.Status503ServiceUnavailable, "no reader is free");
        var (split, self, run) = (request.ToSplit(), Self, _job.Run);
        var lease = new ActiveLease(reader, split.From?.Index ?? 0, _job.Window);
        _leases.Add(request.Lease, lease);
        _reading[reader] = request.Lease;
        reader.Tell(split);
        return new LeaseAnswer(new OutgoingBlocks(lease.Blocks, _schema.Layout.RowBytes,
            block => self.Tell(new Worker.BlockWritten(run, request.Lease, block)), () => self.Tell(new Worker.LeaseEnded(run, request.Lease)), _stop.Token));
    }

    private void EndLease(long number)
    {
        if (!_leases.Remove(number, out var lease))
            return;
        lease.Abandon();
        foreach (var decoder in _decoders)
            decoder.Tell(new Decoder.Abandon(_job.Run, number));
        lease.Reader.Tell(new LineReader.Released(_job.Run, number));
    }

    // It was decoded when its lease had ended.
    private static void Drop(RowBlock block)
    {
        block.ReturnMemory();
        block.Decoder.Tell(new Decoder.Abandon(block.Run, block.Split.Sequence));
    }

    private void Fail(IActorRef reader, PipelineException failure)
    {
        if (_reading.TryGetValue(reader, out var number) && _leases.TryGetValue(number, out var lease))
            lease.Fail(failure);
    }

    /// <summary>To the worker: how many splits the readers have requested in total.</summary>
    public sealed record SplitsRequested(RunId Run, long Count);
}
