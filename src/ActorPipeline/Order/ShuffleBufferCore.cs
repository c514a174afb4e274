using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Memory;

namespace ActorPipeline.Order;

/// <summary>What the shuffle buffer is to do next.</summary>
internal abstract record ShuffleEffect
{
    /// <summary>A bad record was left out: warn of it.</summary>
    public sealed record Warn(string Text) : ShuffleEffect;

    /// <summary>Every row of a part has entered: return its memory, and its credit.</summary>
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
    private const int BadRecordsNamed = 20;

    private readonly RunId _run;
    private readonly ShuffleSettings _settings;
    private readonly int _rowBytes;
    private readonly BatchMemory _memory;
    private readonly BlockSequencer<RowBlock> _sequencer;
    private readonly ShuffleSlab _slab;
    private readonly EpochTally _tally;
    private readonly Credit _credit = new("mini-batch");
    private readonly Queue<BadRecord> _bad = new();
    private RowBlock? _part;
    private int _row;

    // Of the block that is being taken: whether its first part has come, how many of its rows have entered, and how many of these before the cursor.
    private bool _inBlock;
    private int _rowsTaken, _rowsToSkip;
    private MiniBatch? _batch;
    private long _steps, _rows, _badRecords, _blankLines, _badRecordsBefore, _blankLinesBefore;
    private int _lastBatchSize, _epochs;
    private bool _epochHasRows, _epochHasBatches;
    private EndReason? _finish;
    private StreamEnd? _end;
    private bool _endIsDue;

    /// <summary>At the beginning of a stream, or where a cursor says; the rows it names are then to be restored before the first <see cref="Next"/>.</summary>
    public ShuffleBufferCore(RunId run, ShuffleSettings settings, int rowBytes, long splitsPerEpoch, BatchMemory memory, StreamCursor? from = null)
    {
        (_run, _settings, _rowBytes, _memory) = (run, settings, rowBytes, memory);
        from ??= ShuffleBufferCore.InitialCursor(settings, splitsPerEpoch);
        _sequencer = new(settings.Interleave, splitsPerEpoch, from.Order);
        _slab = new ShuffleSlab(settings, rowBytes, from.Slab, from.Waiting);
        _tally = new EpochTally(from.CountEpochsCompleted());
        foreach (var (epoch, _, _) in from.Waiting)
            _tally.Entered(epoch);
        (_steps, _rows, _lastBatchSize, _epochs) = (from.Steps, from.Rows, from.LastBatchSize, from.Epochs);
        (_badRecords, _blankLines, _rowsToSkip) = (from.BadRecords, from.BlankLines, from.RowsTaken);
        (_epochHasRows, _epochHasBatches) = (from.EpochHasRows, from.EpochHasBatches);
        if (from.Drawn.Count > 0)
            _batch = new MiniBatch(run, _steps + 1, memory, from.Drawn);
        EndAtMaxSteps();
    }

    /// <summary>The run.</summary>
    public RunId Run => _run;

    /// <summary>Where the stream is: after the last batch sent.</summary>
    public StreamCursor Cursor =>
        // What a block left out counts when all of it is taken: whoever resumes in it counts it again.
        new(_steps, _rows, _lastBatchSize, _epochs, _inBlock ? _badRecordsBefore : _badRecords, _inBlock ? _blankLinesBefore : _blankLines,
            _sequencer.State, _inBlock ? _rowsTaken : _rowsToSkip, _epochHasRows, _epochHasBatches, _slab.State)
        {
            Waiting = _slab.Waiting,
            Drawn = _batch is null ? [] : _batch.Origins.ToArray(),
        };

    /// <summary>The block that is needed next, for who reads in that order; null at an epoch's end.</summary>
    public SplitProgress? Wanted => _sequencer.Wanted;

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
        block.Run == _run && _end is null && _sequencer.TryAdd(
            block.Split.Sequence, block.Index, block.Part, block.IsLastPart, block.NextOffset, block);

    /// <summary>The stream is to end before its end.</summary>
    public void Finish(EndReason cause) => _finish ??= cause;

    /// <summary>What to do next; null: wait for a block or a request.</summary>
    /// <exception cref="PipelineException">A bad record ends the stream, or an epoch gives nothing, so that it could continue without ever giving a batch.</exception>
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
                if (Drained() is { } drained)
                    return drained;
            }
            else if (_slab.Wanted > 0)
            {
                if (_part is null && !TakePart())
                    return null;
                if (_part is null)
                    continue;
                if ((NextWarning() ?? EnterRows()) is { } effect)
                    return effect;
            }
            else if (_credit.Available == 0)
            {
                return null;
            }
            else
            {
                _batch ??= new MiniBatch(_run, _steps + 1, _memory);
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
    public void Restore(int index, ReadOnlySpan<byte> row)
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
        (_part, _batch) = (null, null);
        return held.OfType<IOwnsMemory>();
    }

    // False: the next part has not come. At an epoch's end the input continues, or ends, and there is no part.
    private bool TakePart()
    {
        if (_sequencer.AtEpochEnd)
        {
            EndEpoch();
            return true;
        }
        if (!_sequencer.TryPeek(out var part))
            return false;
        _part = part;
        if (!_inBlock)
            (_inBlock, _rowsTaken, _badRecordsBefore, _blankLinesBefore) = (true, _rowsToSkip, _badRecords, _blankLines);
        _row = Math.Min(_rowsToSkip, part.Rows);
        _rowsToSkip -= _row;
        _badRecords += part.Bad.Count;
        _blankLines += part.BlankLines;
        if (_row == 0) // else the policy was applied before
            foreach (var bad in part.Bad)
                _bad.Enqueue(bad);
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

    private ShuffleEffect? NextWarning()
    {
        while (_bad.TryDequeue(out var record))
        {
            var number = _badRecords - _bad.Count;
            var text = $"{_part!.Split.File.Path}:{record.Line}:{record.Column}: {record.Reason}";
            if (_settings.OnBadRecord == BadRecordPolicy.Fail)
                throw new PipelineException(FailureKind.Data, text);
            if (number > _settings.MaxBadRecords)
                throw new PipelineException(FailureKind.Data, $"{text} (bad record {number}; max-bad-records is {_settings.MaxBadRecords})");
            if (number <= BadRecordsNamed)
                return new ShuffleEffect.Warn($"{text} (skipped{(number == BadRecordsNamed ? "; further ones are counted only" : "")})");
        }
        return null;
    }

    private ShuffleEffect? EnterRows()
    {
        var part = _part!;
        while (_row < part.Rows && _slab.Wanted > 0)
        {
            var origin = new RowOrigin(part.Split.Epoch, part.Split.File.Index, part.Offsets.Value[_row]);
            _slab.Enter(part.Values.Value.AsSpan(_row++ * _rowBytes, _rowBytes), origin);
            _rowsTaken++;
            _tally.Entered(origin.Epoch);
            _epochHasRows = true;
        }
        if (_row < part.Rows)
            return null;
        _part = null;
        _inBlock = !part.IsLastPart;
        _sequencer.Take();
        return new ShuffleEffect.Consumed(part);
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
