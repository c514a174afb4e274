using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Memory;

namespace ActorPipeline.Order;

/// <summary>What the shuffle buffer is to do next.</summary>
internal abstract record ShuffleEffect
{
    /// <summary>A record is bad: apply the policy. Comes before its block's rows enter.</summary>
    public sealed record Flaw(RowBlock Block, BadRecord Record, long Number) : ShuffleEffect;

    /// <summary>Every row of a block has entered: return its memory, and its credit to the reader.</summary>
    public sealed record Consumed(RowBlock Block) : ShuffleEffect;

    /// <summary>Send a batch to the consumer.</summary>
    public sealed record Emit(MiniBatch Batch) : ShuffleEffect;

    /// <summary>Tell the consumer that the stream has ended.</summary>
    public sealed record End(StreamEnd Message) : ShuffleEffect;
}

/// <summary>
/// Order, shuffle and batches, without actors, files or a clock: which rows are in which batch depends on the blocks and the
/// settings alone, never on when blocks or requests come.
/// </summary>
internal sealed class ShuffleBufferCore
{
    private readonly RunId _run;
    private readonly ShuffleSettings _settings;
    private readonly int _width;
    private readonly BatchMemory _memory;
    private readonly BlockSequencer<RowBlock> _sequencer;
    private readonly ShuffleSlab _slab;
    private readonly EpochTally _tally;
    private readonly Credit _credit = new("mini-batch");
    private readonly Queue<BadRecord> _flaws = new();
    private RowBlock? _block;
    private int _row;
    private MiniBatch? _batch;
    private long _steps, _rows, _badRecords, _blankLines;
    private int _lastBatchSize, _epochs, _rowsTakenBefore;
    private bool _epochHasRows, _epochHasBatches;
    private EndReason? _finish;
    private StreamEnd? _end;
    private bool _endIsDue;

    /// <summary>At the begin of a stream, or where a cursor says; the rows it names are then to be restored before the first <see cref="Next"/>.</summary>
    public ShuffleBufferCore(RunId run, ShuffleSettings settings, int width, long splitsPerEpoch, BatchMemory memory, StreamCursor? from = null)
    {
        (_run, _settings, _width, _memory) = (run, settings, width, memory);
        from ??= ShuffleBufferCore.InitialCursor(settings, splitsPerEpoch);
        _sequencer = new(settings.Interleave, splitsPerEpoch, from.Order);
        _slab = new ShuffleSlab(settings, width + 1, from.Slab, from.Waiting);
        _tally = new EpochTally(from.CountEpochsCompleted());
        foreach (var (epoch, _, _) in from.Waiting)
            _tally.Entered(epoch);
        (_steps, _rows, _lastBatchSize, _epochs) = (from.Steps, from.Rows, from.LastBatchSize, from.Epochs);
        (_badRecords, _blankLines, _rowsTakenBefore) = (from.BadRecords, from.BlankLines, from.RowsTaken);
        (_epochHasRows, _epochHasBatches) = (from.EpochHasRows, from.EpochHasBatches);
        if (from.Drawn.Count > 0)
            _batch = new MiniBatch(run, _steps + 1, width, memory, from.Drawn);
        EndAtMaxSteps();
    }

    /// <summary>The run.</summary>
    public RunId Run => _run;

    /// <summary>Where the stream is: after the last batch sent.</summary>
    public StreamCursor Cursor
    {
        get
        {
            // Of a block whose first row has not entered, nothing counts yet.
            var untouched = _block is not null && _row == 0 ? _block : null;
            return new(_steps, _rows, _lastBatchSize, _epochs, _badRecords - (untouched?.Bad.Count ?? 0),
                _blankLines - (untouched?.BlankLines ?? 0), _sequencer.State, _block is null ? _rowsTakenBefore : _row,
                _epochHasRows, _epochHasBatches, _slab.State)
            {
                Waiting = _slab.Waiting,
                Drawn = _batch is null ? [] : _batch.Origins.ToArray(),
            };
        }
    }

    /// <summary>Where a stream begins: before its first batch.</summary>
    public static StreamCursor InitialCursor(ShuffleSettings settings, long splitsPerEpoch)
    {
        var order = new BlockSequencer<RowBlock>(settings.Interleave, splitsPerEpoch);
        order.BeginEpoch();
        return new(Steps: 0, Rows: 0, LastBatchSize: 0, Epochs: 0, BadRecords: 0, BlankLines: 0, order.State,
            RowsTaken: 0, EpochHasRows: false, EpochHasBatches: false, ShuffleSlab.InitialState(settings));
    }

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
        block.Run == _run && _end is null && _sequencer.TryAdd(block.Split.Sequence, block.Index, block.NextOffset, block);

    /// <summary>The stream is to end before its end.</summary>
    public void Finish(EndReason cause) => _finish ??= cause;

    /// <summary>What to do next; null: wait for a block or a request.</summary>
    /// <exception cref="PipelineException">An epoch gives nothing, so the stream could go on without ever giving a batch.</exception>
    public ShuffleEffect? Next()
    {
        while (_end is null)
        {
            if (_finish is { } cause)
                return EndWith(cause);
            if (_slab.IsDrained)
            {
                if (_batch is not null && _credit.Available == 0)
                    return null;
                if (Drained() is { } effect)
                    return effect;
            }
            else if (_slab.Wanted > 0)
            {
                if (_block is null && !TakeBlock())
                    return null;
                if (_block is null)
                    continue;
                if (_flaws.TryDequeue(out var flaw))
                    return new ShuffleEffect.Flaw(_block, flaw, _badRecords - _flaws.Count);
                if (EnterRows() is { } consumed)
                    return consumed;
            }
            else if (_credit.Available == 0)
            {
                return null;
            }
            else
            {
                _batch ??= new MiniBatch(_run, _steps + 1, _width, _memory);
                _batch.Add(_slab.Leave(out var origin), origin);
                _tally.Left(origin.Epoch);
                if (_batch.Count == _settings.BatchSize)
                    return EmitBatch();
            }
        }
        if (!_endIsDue)
            return null;
        _endIsDue = false;
        return new ShuffleEffect.End(_end);
    }

    /// <summary>Brings back one of the rows that the cursor names: of those drawn, then of those that wait. From any thread.</summary>
    public void Restore(int index, ReadOnlySpan<float> row)
    {
        var drawn = _batch?.Count ?? 0;
        if (index < drawn)
            _batch!.Restore(index, row);
        else
            _slab.Restore(index - drawn, row);
    }

    /// <summary>Memory that it still owns; it gives all of it up.</summary>
    public IEnumerable<IOwnsMemory> Abandon()
    {
        List<IOwnsMemory?> held = [.. _sequencer.Waiting, _batch];
        (_block, _batch) = (null, null);
        return held.OfType<IOwnsMemory>();
    }

    // False: the next block has not come. At an epoch's end the input goes on, or ends, and there is no block.
    private bool TakeBlock()
    {
        if (_sequencer.AtEpochEnd)
        {
            EndEpoch();
            return true;
        }
        if (!_sequencer.TryPeek(out var block))
            return false;
        _block = block;
        (_row, _rowsTakenBefore) = (_rowsTakenBefore, 0);
        if (_row > 0)
            return true;
        _badRecords += block.Bad.Count;
        _blankLines += block.BlankLines;
        foreach (var bad in block.Bad)
            _flaws.Enqueue(bad);
        return true;
    }

    private void EndEpoch()
    {
        if (!_epochHasRows)
            throw new PipelineException(FailureKind.Data,
                $"Epoch {_epochs} has no row: {_blankLines} blank line(s) and {_badRecords} bad record(s) so far were left out.");
        _epochHasRows = false;
        _epochs++;
        if (_settings.Boundary == EpochBoundary.Drain)
            _slab.CloseEpoch();
        if (_epochs == _settings.Epochs)
            _slab.EndInput();
        else
            _sequencer.BeginEpoch();
    }

    private ShuffleEffect? EnterRows()
    {
        var block = _block!;
        var length = _width + 1;
        while (_row < block.Rows && _slab.Wanted > 0)
        {
            var origin = new RowOrigin(block.Split.Epoch, block.Split.File.Index, block.Offsets.Value[_row]);
            _slab.Enter(block.Values.Value.AsSpan(_row++ * length, length), origin);
            _tally.Entered(origin.Epoch);
            _epochHasRows = true;
        }
        if (_row < block.Rows)
            return null;
        _block = null;
        _sequencer.Take();
        return new ShuffleEffect.Consumed(block);
    }

    private ShuffleEffect.Emit EmitBatch()
    {
        var batch = _batch!;
        _batch = null;
        _credit.Spend();
        _steps++;
        _rows += batch.Count;
        _lastBatchSize = batch.Count;
        _epochHasBatches = true;
        EndAtMaxSteps();
        var over = _tally.Over;
        batch.EpochsCompleted = _tally.CompleteUpTo(_epochs);
        if (_steps % _settings.CursorEvery == 0 || (_settings.CursorAtEpochs && batch.EpochsCompleted > over))
            batch.Cursor = Cursor;
        return new ShuffleEffect.Emit(batch);
    }

    private void EndAtMaxSteps()
    {
        if (_steps >= _settings.MaxSteps)
            _finish ??= EndReason.MaxSteps;
    }

    // The last row has left: of the stream, or, where epochs are drained, of an epoch.
    private ShuffleEffect? Drained()
    {
        if (_batch is { Count: > 0 } && _settings.AllowSmallerFinalBatch)
            return EmitBatch();
        _batch?.Clear();
        if (_slab.InputEnded && _slab.Count == 0)
            return EndWith(EndReason.OutOfRange);
        if (!_epochHasBatches)
            throw new PipelineException(FailureKind.Settings,
                $"No batch in epoch {_epochs - _slab.ClosedEpochs}: batch-size is {_settings.BatchSize}, the epoch has fewer rows, and neither a smaller final batch nor rows of two epochs in one batch are allowed.");
        _epochHasBatches = false;
        _slab.NextEpoch();
        return null;
    }

    private ShuffleEffect.End EndWith(EndReason cause)
    {
        _end = new StreamEnd(_steps, _rows, _lastBatchSize, _epochs, _badRecords, _blankLines, cause) { Cursor = Cursor };
        return new ShuffleEffect.End(_end);
    }
}
