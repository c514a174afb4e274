using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Sources;

namespace ActorPipeline.Host.Experiments;

/// <summary>Makes batches of records, for one thread.</summary>
/// <param name="records">Where they come from; others may read from there too.</param>
/// <param name="format">What the lines look like.</param>
/// <param name="memory">Where the batches' memory comes from.</param>
internal sealed class BatchMaker(RecordReader records, CsvFormat format, BatchMemory memory)
{
    private readonly CsvDecoder _decoder = new(format, records.Shape);
    private readonly BatchText _text = new();
    private float[] _rows = [];
    private long[] _offsets = [];

    /// <summary>Makes the next batch, which the caller returns; null: there is none.</summary>
    /// <exception cref="PipelineException">A file cannot be read, or a record is not what the format says.</exception>
    public MiniBatch? Next()
    {
        if (!records.TryRead(_text))
            return null;
        var length = records.Shape.RowLength;
        if (_offsets.Length < _text.Lines)
            (_rows, _offsets) = (new float[_text.Lines * length], new long[_text.Lines]);
        var batch = new MiniBatch(default, _text.Step, records.Shape.Features, memory);
        foreach (var (split, offset, lines) in _text.Parts)
        {
            var decoded = _decoder.Decode(lines.Span, offset, _rows, _offsets);
            if (decoded.Bad is [var bad, ..])
            {
                throw new PipelineException(FailureKind.Data,
                    $"{split.File.Path}:{LineNumbers.At(split.File, bad.Offset)}:{bad.Column}: {bad.Reason}");
            }
            for (var row = 0; row < decoded.Rows; row++)
                batch.Add(_rows.AsSpan(row * length, length), new RowOrigin(split.Epoch, split.File.Index, _offsets[row]));
        }
        batch.Slot.Filled(batch.Count);
        return batch;
    }
}
