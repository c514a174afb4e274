using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Order;
using ActorPipeline.Running;
using ActorPipeline.Sources;

namespace ActorPipeline.Host.Experiments;

/// <summary>
/// The records of a run in logical order, a batch's worth at a time, without any actor: splits one after the other, by one thread at
/// a time. Several threads may take turns; what they take, they decode side by side.
/// </summary>
internal sealed class RecordReader : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PipelineSettings _settings;
    private readonly EpochPlan _plan;
    private readonly byte[] _block;
    private readonly IEnumerator<(Split Split, long Offset, int Start, int Length)> _records;
    private int _batches;

    /// <param name="settings">What to read and how many batches.</param>
    /// <exception cref="PipelineException">No file is found, or none has a record.</exception>
    public RecordReader(PipelineSettings settings)
    {
        var found = FileSet.Find(settings.Files.Globs, settings.Files.HeaderLines);
        _settings = settings;
        _plan = new EpochPlan(RunId.New(), found.Files, settings.Files);
        _block = new byte[settings.Reader.BlockBytes];
        _records = Records().GetEnumerator();
        Shape = settings.Decoder.Format.ShapeOf(found.FirstRecord.Span);
    }

    /// <summary>How the records become rows.</summary>
    public RecordShape Shape { get; }

    /// <summary>The lines of the next batch; false: all batches have been taken.</summary>
    public bool TryRead(BatchText text)
    {
        lock (_lock)
        {
            if (_batches == _settings.Shuffle.MaxSteps)
                return false;
            text.Begin(++_batches);
            while (text.Lines < _settings.Shuffle.BatchSize && _records.MoveNext())
            {
                var (split, offset, start, length) = _records.Current;
                text.Add(split, offset, _block.AsSpan(start, length));
            }
            return text.Lines > 0;
        }
    }

    public void Dispose() => _records.Dispose();

    // Where each stands in the block, until the next is asked for. Blank lines are none.
    private IEnumerable<(Split Split, long Offset, int Start, int Length)> Records()
    {
        foreach (var (split, offset, length) in Blocks())
        {
            for (var (start, next) = (0, 0); start < length; start = next)
            {
                var end = _block.AsSpan(start, length - start).IndexOf((byte)'\n');
                next = end < 0 ? length : start + end + 1;
                var line = _block.AsSpan(start, (end < 0 ? length : start + end) - start);
                if (!LineText.Trim(line, startsFile: offset + start == 0).IsEmpty)
                    yield return (split, offset + start, start, next - start);
            }
        }
    }

    private IEnumerable<(Split Split, long Offset, int Length)> Blocks()
    {
        for (var sequence = 0L; _plan.At(sequence) is { } split; sequence++)
        {
            using var file = new SplitFile(split.File);
            var (at, isLast) = (new BlockStart(0, split.Start), false);
            while (!isLast)
            {
                (var offset, var length, isLast) = file.ReadBlock(split, at, _block);
                at = new BlockStart(at.Index + 1, offset + length);
                yield return (split, offset, length);
            }
        }
    }
}
