using System.Diagnostics;
using ActorPipeline.Checkpoints;
using ActorPipeline.Flow;
using ActorPipeline.Shuffling;
using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Consuming;

/// <summary>
/// What every consumer says to the shuffle buffer and to the supervisor; what a batch is for is the derived actor's.
/// <list type="table">
/// <item><term><see cref="MiniBatch"/></term><description>shown to the observers, consumed, returned; more are requested. One with a cursor is followed by a checkpoint</description></item>
/// <item><term><see cref="ShuffleBuffer.OutOfRange"/></term><description>a last checkpoint; then it is reported to the supervisor, once</description></item>
/// <item><term><see cref="CheckpointWriter.Written"/></term><description>the next checkpoint may be taken</description></item>
/// </list>
/// </summary>
public abstract class ConsumerActor : ReceiveActor
{
    private readonly ConsumerContext _context;
    private readonly IReadOnlyList<IBatchObserver> _observers;
    private readonly DemandWindow _window;
    private readonly CheckpointMaker? _checkpoints;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private long _passedOver;
    private long _ready;
    private long _waited;

    /// <param name="context">What the consumer needs to know.</param>
    /// <param name="observers">Who sees each batch before it is consumed.</param>
    protected ConsumerActor(ConsumerContext context, IReadOnlyList<IBatchObserver> observers)
    {
        (_context, _observers) = (context, observers);
        _window = new DemandWindow(context.Batches);
        _checkpoints = context.Checkpoints is { } target ? new CheckpointMaker(target) : null;
        Receive<MiniBatch>(Receive);
        Receive<CheckpointWriter.Written>(written => _checkpoints!.Written(written.Step));
        Receive<ShuffleBuffer.OutOfRange>(End);
    }

    /// <summary>How long it waited for batches, after the first one.</summary>
    protected TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waited);

    /// <summary>Who has a part in a checkpoint: the observers that have one, and what else the consumer has.</summary>
    protected virtual IEnumerable<ICheckpointed> Checkpointed => _observers.OfType<ICheckpointed>();

    /// <summary>Consumes a batch; its memory is valid until the return.</summary>
    protected abstract void Consume(MiniBatch batch);

    /// <summary>What the supervisor learns at the end.</summary>
    protected abstract Consumed Report(ShuffleBuffer.OutOfRange end);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var observer in _observers)
            observer.Begin(_context);
        Request(_context.Batches);
    }

    private void Receive(MiniBatch batch)
    {
        if (_ready > 0)
            _waited += Stopwatch.GetTimestamp() - _ready;
        try
        {
            using var busy = _context.Meter.Busy();
            foreach (var observer in _observers)
                observer.Observe(batch);
            Consume(batch);
            _context.Meter.Count(rows: batch.Count);
        }
        finally
        {
            batch.ReturnMemory();
        }
        if (_window.Consume() is > 0 and var count)
            Request(count);
        if (batch.Cursor is { } cursor)
            Checkpoint(cursor);
        _ready = Stopwatch.GetTimestamp();
    }

    private void Checkpoint(StreamCursor cursor)
    {
        if (_checkpoints is not { } checkpoints)
            return;
        if (!checkpoints.IsWriting)
            checkpoints.Take(cursor, Checkpointed, Self);
        else if (_passedOver++ == 0)
            _log.Warning("step {0}: no checkpoint, since the one before it is still being written; a larger checkpoint.every would fit the disk. "
                + "Further ones that are passed over are counted only", cursor.Steps);
    }

    // Only the end of a stream that is this run's has a cursor.
    private void End(ShuffleBuffer.OutOfRange end)
    {
        if (_checkpoints is not { } checkpoints || end.Cursor is not { } cursor)
            Finish(end);
        else if (checkpoints.IsWriting)
            Become(() => Receive<CheckpointWriter.Written>(written =>
            {
                checkpoints.Written(written.Step);
                End(end);
            }));
        else if (checkpoints.Last == cursor.Steps)
            Finish(end);
        else
        {
            checkpoints.Take(cursor, Checkpointed, Self);
            End(end);
        }
    }

    private void Finish(ShuffleBuffer.OutOfRange end)
    {
        if (_passedOver > 1)
            _log.Warning("{0} checkpoints were passed over, each because the one before it was still being written", _passedOver);
        _context.Supervisor.Tell(Report(end));
        Become(() => { }); // the end comes again to each request that was under way
    }

    private void Request(int count) => _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, count));
}
