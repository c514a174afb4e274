using ActorPipeline.Decoding;
using ActorPipeline.Flow;

namespace ActorPipeline.Shuffling;

/// <summary>What the shuffle buffer is to do next.</summary>
internal abstract record ShuffleEffect
{
    /// <summary>A record is bad: apply the policy. Comes before its block's rows enter.</summary>
    public sealed record Flaw(RowBlock Block, BadRecord Record) : ShuffleEffect;

    /// <summary>Every row of a block has entered: return its memory, and its credit to the reader.</summary>
    public sealed record Consumed(RowBlock Block) : ShuffleEffect;

    /// <summary>Send a batch to the consumer.</summary>
    public sealed record Emit(MiniBatch Batch) : ShuffleEffect;

    /// <summary>Tell the consumer that the stream has ended.</summary>
    public sealed record End(ShuffleBuffer.OutOfRange Message) : ShuffleEffect;
}

/// <summary>
/// Order, shuffle and batches, without actors, files or a clock: which rows are in which batch depends on the blocks and the
/// settings alone, never on when blocks or requests come.
/// </summary>
internal sealed class ShuffleBufferCore
{
    private readonly RunId _run;
    private readonly ShuffleBuffer.Settings _settings;
    private readonly int _width;
    private readonly BatchMemory _memory;
    private readonly BlockSequencer<RowBlock> _sequencer;
    private readonly ShuffleSlab _slab;
    private readonly Credit _credit = new("mini-batch");
    private readonly Queue<BadRecord> _flaws = new();
    private RowBlock? _block;
    private int _row;
    private MiniBatch? _batch;
    private long _entered, _rows, _badRecords, _blankLines;
    private long _enteredBefore, _stepsBefore;
    private int _lastBatchSize, _epochs;
    private EndedBy? _finish;
    private ShuffleBuffer.OutOfRange? _end;
    private bool _endIsDue;

    public ShuffleBufferCore(RunId run, ShuffleBuffer.Settings settings, int width, long splitsPerEpoch, BatchMemory memory)
    {
        (_run, _settings, _width, _memory) = (run, settings, width, memory);
        _sequencer = new(settings.Interleave, splitsPerEpoch);
        _sequencer.BeginEpoch();
        _slab = new ShuffleSlab(settings.Capacity, settings.MinAfterDequeue, width + 1, Xoshiro256.FromSeed(settings.Seed));
    }

    /// <summary>The run.</summary>
    public RunId Run => _run;

    /// <summary>The consumer asks for more batches; after the end, the end is due again.</summary>
    public void Request(int count)
    {
        if (_end is null)
            _credit.Grant(count);
        else
            _endIsDue = true;
    }

    /// <summary>A block came. False: it is not wanted, and its memory is still the caller's.</summary>
    public bool TryAccept(RowBlock block) =>
        block.Run == _run && _end is null && _sequencer.TryAdd(block.Split.Sequence, block.Index, block.IsLast, block);

    /// <summary>The stream is to end before its end.</summary>
    public void Finish(EndedBy cause) => _finish ??= cause;

    /// <summary>What to do next; null: wait for a block or a request.</summary>
    /// <exception cref="PipelineException">An epoch gives nothing, so the stream could go on without ever giving a batch.</exception>
    public ShuffleEffect? Next()
    {
        while (_end is null)
        {
            if (_finish is { } cause)
                return EndWith(cause);
            if (_slab.Wanted > 0 && !_slab.InputEnded)
            {
                if (_block is null && !TakeBlock())
                    return null;
                if (_slab.InputEnded)
                    continue;
                if (_flaws.TryDequeue(out var flaw))
                    return new ShuffleEffect.Flaw(_block!, flaw);
                if (EnterRows() is { } consumed)
                    return consumed;
            }
            else if (_slab.Count > 0)
            {
                if (_batch is null && !BeginBatch())
                    return null;
                _batch!.Add(_slab.Leave(out var origin), origin);
                if (_batch.Count == _settings.BatchSize)
                    return EmitBatch();
            }
            else if (Drained() is { } effect)
            {
                return effect;
            }
        }
        if (!_endIsDue)
            return null;
        _endIsDue = false;
        return new ShuffleEffect.End(_end);
    }

    /// <summary>Memory that it still owns; it gives all of it up.</summary>
    public IEnumerable<IOwnsMemory> Abandon()
    {
        List<IOwnsMemory?> held = [.. _sequencer.Waiting, _block, _batch];
        (_block, _batch) = (null, null);
        return held.OfType<IOwnsMemory>();
    }

    // False: the next block has not come. At an epoch's end the input goes on, or ends.
    private bool TakeBlock()
    {
        while (!_sequencer.TryTake(out _block!))
        {
            if (!_sequencer.AtEpochEnd)
                return false;
            EndEpoch();
            if (_slab.InputEnded)
                return true;
            _sequencer.BeginEpoch();
        }
        _row = 0;
        _badRecords += _block.Bad.Count;
        _blankLines += _block.BlankLines;
        foreach (var bad in _block.Bad)
            _flaws.Enqueue(bad);
        return true;
    }

    private void EndEpoch()
    {
        _epochs++;
        if (_entered == _enteredBefore)
            throw new PipelineException(FailureKind.Data,
                $"Epoch {_epochs - 1} has no row: {_blankLines} blank line(s) and {_badRecords} bad record(s) so far were left out.");
        _enteredBefore = _entered;
        if (_settings.Boundary == EpochBoundary.Drain || _epochs == _settings.Epochs)
            _slab.EndInput();
    }

    private ShuffleEffect? EnterRows()
    {
        var block = _block!;
        var length = _width + 1;
        while (_row < block.Rows && _slab.Wanted > 0)
        {
            var origin = new RowOrigin(block.Split.Epoch, block.Split.File.Index, block.Offsets.Array[_row]);
            _slab.Enter(block.Values.Array.AsSpan(_row++ * length, length), origin);
            _entered++;
        }
        if (_row < block.Rows)
            return null;
        _block = null;
        return new ShuffleEffect.Consumed(block);
    }

    private bool BeginBatch()
    {
        if (_credit.Available == 0)
            return false;
        _batch = new MiniBatch(_run, _credit.Sent + 1, _width, _memory);
        return true;
    }

    private ShuffleEffect.Emit EmitBatch()
    {
        var batch = _batch!;
        _batch = null;
        _credit.Spend();
        _rows += batch.Count;
        _lastBatchSize = batch.Count;
        if (_credit.Sent == _settings.MaxSteps)
            _finish ??= EndedBy.MaxSteps;
        return new ShuffleEffect.Emit(batch);
    }

    // The last row has left: of the stream, or, where epochs are drained, of an epoch.
    private ShuffleEffect? Drained()
    {
        if (_batch is { Count: > 0 } && _settings.AllowSmallerFinalBatch)
            return EmitBatch();
        _batch?.Clear();
        if (_epochs == _settings.Epochs)
            return EndWith(EndedBy.OutOfRange);
        if (_credit.Sent == _stepsBefore)
            throw new PipelineException(FailureKind.Settings,
                $"No batch in epoch {_epochs - 1}: batch-size is {_settings.BatchSize}, the epoch has fewer rows, and neither a smaller final batch nor rows of two epochs in one batch are allowed.");
        _stepsBefore = _credit.Sent;
        _slab.Reopen();
        _sequencer.BeginEpoch();
        return null;
    }

    private ShuffleEffect.End EndWith(EndedBy cause)
    {
        _end = new ShuffleBuffer.OutOfRange(_run, _credit.Sent, _rows, _lastBatchSize, _epochs, _badRecords, _blankLines, cause);
        return new ShuffleEffect.End(_end);
    }
}
