using ActorPipeline.Data;

namespace ActorPipeline.Stages;

/// <summary>What the consumer is to do next.</summary>
internal abstract record ConsumerEffect
{
    /// <summary>Hand a batch to the handlers.</summary>
    public sealed record Consume(MiniBatch Batch) : ConsumerEffect;

    /// <summary>Return a batch unseen: the run has ended before it.</summary>
    public sealed record Discard(MiniBatch Batch) : ConsumerEffect;

    /// <summary>Take a checkpoint of what the handlers are now; none is being written.</summary>
    public sealed record TakeCheckpoint(StreamCursor Cursor, bool IsBest) : ConsumerEffect;

    /// <summary>Warn that a checkpoint is passed over, since the one before it is still being written. Further ones are counted only.</summary>
    public sealed record PassOver(long Step) : ConsumerEffect;

    /// <summary>Start an evaluation.</summary>
    public sealed record Evaluate(int Epoch, long Step) : ConsumerEffect;

    /// <summary>Tell the evaluation to stop.</summary>
    public sealed record StopEvaluation : ConsumerEffect;

    /// <summary>Tell the shuffle buffer to end the stream.</summary>
    public sealed record FinishStream(EndReason Reason) : ConsumerEffect;

    /// <summary>Report the end. Nothing follows.</summary>
    public sealed record Report(StreamEnd End) : ConsumerEffect;
}

/// <summary>What a consumer is doing; while it has nothing to do, it tells what it waits for.</summary>
internal enum ConsumerState
{
    /// <summary>Consuming; waits for a batch, or the end of the stream.</summary>
    Consuming,

    /// <summary>A batch has been consumed, or the end has come; finds out what is due. Waits for nothing.</summary>
    Due,

    /// <summary>Waits for the evaluation.</summary>
    Evaluating,

    /// <summary>Takes a checkpoint that must not be passed over; waits for the one before it.</summary>
    Saving,

    /// <summary>Ends the stream. Waits for nothing.</summary>
    Stopping,

    /// <summary>Returns batches unseen; waits for the end of the stream.</summary>
    Finishing,

    /// <summary>Waits for the last checkpoint.</summary>
    Ending,

    /// <summary>The end has been reported.</summary>
    Ended,
}

/// <summary>
/// Decides what a consumer does, without actors, files or a clock. Batches and the end of the stream wait in it until their turn comes.
/// <list type="table">
/// <item><term>Consuming</term><description>a batch: consumed, then Due. No batch and the end: Due</description></item>
/// <item><term>Due</term><description>an epoch is over that has not been evaluated: Evaluating. The end: Saving. Else the batch's checkpoint is
/// taken, or passed over where the one before is being written: Consuming</description></item>
/// <item><term>Evaluating</term><description>evaluated, or stopped because the run is: Saving</description></item>
/// <item><term>Saving</term><description>once no checkpoint is being written, this one is taken. At the end: Ending. The evaluation was stopped:
/// Finishing. It was the last one that may be no better: Stopping. Else Consuming</description></item>
/// <item><term>Stopping</term><description>the stream is told to end: Finishing</description></item>
/// <item><term>Finishing</term><description>batches are returned unseen; the end: Ending</description></item>
/// <item><term>Ending</term><description>once the last checkpoint is on the disk, the end is reported: Ended</description></item>
/// </list>
/// Where a run goes on from a checkpoint whose epoch is still to be evaluated, it begins with Due; after its last evaluation, with Stopping.
/// </summary>
internal sealed class ConsumerCore
{
    private readonly Queue<MiniBatch> _batches = new();
    private readonly bool _takesCheckpoints;
    private EvaluationStatus? _evaluations;
    private Place _at;
    private StreamEnd? _end;
    private EndReason? _finishedBy;
    private long? _lastTaken;
    private bool _isWriting, _isBest, _stopIsTold;

    /// <param name="takesCheckpoints">Checkpoints are taken.</param>
    /// <param name="evaluations">How the evaluations stand; null: none are wanted.</param>
    /// <param name="from">Where the run goes on; null: it begins.</param>
    public ConsumerCore(bool takesCheckpoints, EvaluationStatus? evaluations = null, StreamCursor? from = null)
    {
        (_takesCheckpoints, _evaluations) = (takesCheckpoints, evaluations);
        if (evaluations is null || from is null)
            return;
        _at = new(from.Steps, from.CountEpochsCompleted(), from);
        if (EvaluationIsDue)
            State = ConsumerState.Due;
        else if (evaluations is { IsExhausted: true })
            State = ConsumerState.Stopping;
    }

    /// <summary>What it is doing.</summary>
    public ConsumerState State { get; private set; }

    /// <summary>Checkpoints that were passed over.</summary>
    public long PassedOver { get; private set; }

    private bool EvaluationIsDue => _at.Epochs > _evaluations?.Epochs && _at.End is null or { EndedBy: EndReason.OutOfRange };

    /// <summary>A batch came.</summary>
    public void Add(MiniBatch batch) => _batches.Enqueue(batch);

    /// <summary>The stream has ended; it may come again.</summary>
    public void End(StreamEnd end) => _end ??= end;

    /// <summary>The checkpoint taken last is on the disk.</summary>
    public void Written() => _isWriting = false;

    /// <summary>The evaluation is over; one that was stopped leaves <see cref="EvaluationStatus.Epochs"/> as it was.</summary>
    public void Evaluated(EvaluationStatus now)
    {
        _evaluations = now;
        _isBest = !EvaluationIsDue && now.IsBest;
        State = ConsumerState.Saving;
    }

    /// <summary>What to do next; null: wait for what <see cref="State"/> says.</summary>
    public ConsumerEffect? Next()
    {
        ConsumerState before;
        do
        {
            before = State;
            if (Step() is { } effect)
                return effect;
        }
        while (State != before);
        return null;
    }

    /// <summary>Batches that nobody will consume; it gives them up.</summary>
    public IEnumerable<MiniBatch> Abandon()
    {
        while (_batches.TryDequeue(out var batch))
            yield return batch;
    }

    private ConsumerEffect? Step()
    {
        switch (State)
        {
            case ConsumerState.Consuming when _batches.TryDequeue(out var batch):
                _at = new(batch.Step, batch.EpochsCompleted, batch.Cursor);
                State = ConsumerState.Due;
                return new ConsumerEffect.Consume(batch);
            case ConsumerState.Consuming when _end is not null:
                _at = new(_end.Steps, _end.Epochs, _end.Cursor, _end);
                State = ConsumerState.Due;
                return null;
            case ConsumerState.Due:
                return FindDue();
            case ConsumerState.Evaluating when _end is { EndedBy: EndReason.Signal or EndReason.Failure } && !_stopIsTold:
                _stopIsTold = true;
                return new ConsumerEffect.StopEvaluation();
            case ConsumerState.Saving:
                return Save();
            case ConsumerState.Stopping:
                State = ConsumerState.Finishing;
                _finishedBy = EndReason.EarlyStop;
                return new ConsumerEffect.FinishStream(EndReason.EarlyStop);
            case ConsumerState.Finishing when _batches.TryDequeue(out var batch):
                return new ConsumerEffect.Discard(batch);
            case ConsumerState.Finishing when _end is not null:
                _end = _end with { EndedBy = _finishedBy ?? _end.EndedBy, Steps = _at.Step, Epochs = _at.Epochs };
                State = ConsumerState.Ending;
                return null;
            case ConsumerState.Ending when !_isWriting:
                State = ConsumerState.Ended;
                return new ConsumerEffect.Report(_end!);
            default:
                return null;
        }
    }

    private ConsumerEffect? FindDue()
    {
        if (EvaluationIsDue)
        {
            State = ConsumerState.Evaluating;
            return new ConsumerEffect.Evaluate(_at.Epochs, _at.Step);
        }
        if (_at.End is not null)
        {
            State = ConsumerState.Saving;
            return null;
        }
        State = ConsumerState.Consuming;
        if (!_takesCheckpoints || _at.Cursor is not { } cursor)
            return null;
        if (!_isWriting)
            return Take(cursor);
        return PassedOver++ == 0 ? new ConsumerEffect.PassOver(_at.Step) : null;
    }

    // At the end, the last step may have its checkpoint already.
    private ConsumerEffect.TakeCheckpoint? Save()
    {
        var cursor = _takesCheckpoints && (_at.End is null || _isBest || _lastTaken != _at.Step) ? _at.Cursor : null;
        if (cursor is not null && _isWriting)
            return null;
        State = _at.End is not null ? ConsumerState.Ending
            : EvaluationIsDue ? ConsumerState.Finishing
            : _evaluations is { IsExhausted: true } ? ConsumerState.Stopping
            : ConsumerState.Consuming;
        return cursor is null ? null : Take(cursor);
    }

    private ConsumerEffect.TakeCheckpoint Take(StreamCursor cursor)
    {
        (_isWriting, _lastTaken) = (true, cursor.Steps);
        var isBest = _isBest;
        _isBest = false;
        return new(cursor, isBest);
    }

    // After the last batch consumed, or at the end of the stream.
    private readonly record struct Place(long Step, int Epochs, StreamCursor? Cursor, StreamEnd? End = null);
}
