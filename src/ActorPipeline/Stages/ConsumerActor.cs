using System.Diagnostics;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Memory;
using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Stages;

/// <summary>
/// What every consumer says to the shuffle buffer and to the supervisor; what a batch is for is the derived actor's.
/// <list type="table">
/// <item><term><see cref="MiniBatch"/></term><description>shown to the observers, consumed, returned; more are requested. One with a cursor is followed by a checkpoint</description></item>
/// <item><term><see cref="ShuffleBuffer.OutOfRange"/></term><description>a last checkpoint; then it is reported to the supervisor, once</description></item>
/// <item><term><see cref="CheckpointWriter.Written"/></term><description>the next checkpoint may be taken</description></item>
/// </list>
/// </summary>
public abstract class ConsumerActor : ReceiveActor, IWithUnboundedStash
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
        Receive<CheckpointWriter.Written>(Written);
        Receive<ShuffleBuffer.OutOfRange>(message => AtEnd(message.End));
    }

    /// <summary>What came while the consumer waited for something else; credit bounds it.</summary>
    public IStash Stash { get; set; } = null!;

    /// <summary>How long it waited for batches, after the first one.</summary>
    protected TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waited);

    /// <summary>Who has a part in a checkpoint: the observers that have one, and what else the consumer has.</summary>
    protected virtual IEnumerable<ICheckpointed> Checkpointed => _observers.OfType<ICheckpointed>();

    /// <summary>Consumes a batch; its memory is valid until the return.</summary>
    protected abstract void Consume(MiniBatch batch);

    /// <summary>What the supervisor learns at the end.</summary>
    protected abstract Consumed Report(StreamEnd end);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var observer in _observers)
            observer.Begin(_context);
        Request(_context.Batches);
    }

    /// <summary>A batch has been consumed and returned. A checkpoint that is due is taken, unless the one before it is still being written.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="epochsCompleted">Epochs that are over with it.</param>
    /// <param name="cursor">Where the stream is after it; null: no checkpoint is due.</param>
    protected virtual void AfterBatch(long step, int epochsCompleted, StreamCursor? cursor)
    {
        if (_checkpoints is not { } checkpoints || cursor is null)
            return;
        if (!checkpoints.IsWriting)
            checkpoints.Take(cursor, Checkpointed, Self);
        else if (_passedOver++ == 0)
            _log.Warning("step {0}: no checkpoint, since the one before it is still being written; a larger checkpoint.every would fit the disk. "
                + "Further ones that are passed over are counted only", cursor.Steps);
    }

    /// <summary>The stream has ended. Only the end of a stream that is this run's has a cursor, and is followed by a checkpoint.</summary>
    protected virtual void AtEnd(StreamEnd end) => WhenWritten(() =>
        Checkpoint(_checkpoints?.Last == end.Cursor?.Steps ? null : end.Cursor, isBest: false, () => WhenWritten(() => Finish(end))));

    /// <summary>Takes a checkpoint that must not be passed over: where the one before it is still being written, it waits for that.</summary>
    /// <param name="cursor">Where the stream is; null: there is nothing to take.</param>
    /// <param name="isBest">It is to be kept as the best one too.</param>
    /// <param name="continuation">What to do when it has been taken.</param>
    protected void Checkpoint(StreamCursor? cursor, bool isBest, Action continuation) => WhenWritten(() =>
    {
        if (cursor is not null)
            _checkpoints?.Take(cursor, Checkpointed, Self, isBest);
        continuation();
    });

    /// <summary>Consumes nothing until <see cref="Resume"/>; batches and the end of the stream wait.</summary>
    /// <param name="receive">Sets up what is received meanwhile.</param>
    /// <param name="atEnd">Learns that the stream has ended, which then waits too.</param>
    protected void WaitFor(Action receive, Action<StreamEnd>? atEnd = null) => BecomeStacked(() =>
    {
        receive();
        Receive<CheckpointWriter.Written>(Written);
        Receive<ShuffleBuffer.OutOfRange>(message =>
        {
            atEnd?.Invoke(message.End);
            Stash.Stash();
        });
        Receive<MiniBatch>(_ => Stash.Stash());
    });

    /// <summary>Ends the wait: does something first, then what has waited follows.</summary>
    protected void Resume(Action first)
    {
        UnbecomeStacked();
        Stash.UnstashAll();
        _ready = Stopwatch.GetTimestamp();
        first();
    }

    /// <summary>Ends the stream after the batch that was consumed last; those on the way are returned unseen.</summary>
    /// <param name="steps">The step of that batch.</param>
    /// <param name="epochs">Epochs that are over with it.</param>
    /// <param name="reason">Why; null: the end is on the way, with its reason.</param>
    protected void EndHere(long steps, int epochs, EndReason? reason)
    {
        if (reason is { } cause)
            _context.ShuffleBuffer.Tell(new ShuffleBuffer.Finish(_context.Run, cause));
        Become(() =>
        {
            Receive<MiniBatch>(batch => batch.ReturnMemory());
            Receive<CheckpointWriter.Written>(Written);
            Receive<ShuffleBuffer.OutOfRange>(message =>
                WhenWritten(() => Finish(message.End with { EndedBy = reason ?? message.End.EndedBy, Steps = steps, Epochs = epochs })));
        });
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
        AfterBatch(batch.Step, batch.EpochsCompleted, batch.Cursor);
        _ready = Stopwatch.GetTimestamp();
    }

    private void Written(CheckpointWriter.Written written) => _checkpoints!.Written(written.Step);

    private void WhenWritten(Action continuation)
    {
        if (_checkpoints is not { IsWriting: true })
            continuation();
        else
            WaitFor(() => Receive<CheckpointWriter.Written>(written =>
            {
                Written(written);
                Resume(continuation);
            }));
    }

    private void Finish(StreamEnd end)
    {
        if (_passedOver > 1)
            _log.Warning("{0} checkpoints were passed over, each because the one before it was still being written", _passedOver);
        _context.Supervisor.Tell(Report(end));
        Become(() => { }); // the end comes again to each request that was under way
    }

    private void Request(int count) => _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, count));
}
