using System.Text;
using ActorPipeline.Data;

namespace ActorPipeline.Formats.Csv;

/// <summary>What decoding a block gave.</summary>
/// <param name="Rows">Rows decoded.</param>
/// <param name="BlankLines">Lines without text, left out.</param>
/// <param name="Bad">Records that are not what the format says, left out; in the order of the lines.</param>
internal readonly record struct DecodedLines(int Rows, int BlankLines, IReadOnlyList<BadRecord> Bad);

/// <summary>Lines of CSV -> float32 rows. Pure: the output depends on the lines, the format and the shape alone.</summary>
internal sealed class CsvDecoder(CsvFormat format, RecordShape shape)
{
    private readonly int[] _targets = [.. shape.Targets];
    private readonly bool _aNumberMayBeMissing = FloatText.TryParse(format.MissingText, out _);

    /// <summary>Rows that a text of so many bytes can hold at most; sizes the memory of row blocks.</summary>
    public int MaxRows(int bytes)
    {
        // Every field has a byte behind it, and a digit unless it may be empty; a bad record is tried in the place behind the last row.
        var shortestRecord = shape.Targets.Sum(t => t >= 0 && format.Default is null ? 2 : 1);
        return bytes / shortestRecord + 1;
    }

    /// <summary>Decodes whole lines.</summary>
    /// <param name="lines">The lines, each with its line end; the last may lack it.</param>
    /// <param name="offset">Where they start in their file.</param>
    /// <param name="values">Takes the rows, one after the other: features, then label.</param>
    /// <param name="offsets">Takes where each row's line starts in the file.</param>
    public DecodedLines Decode(ReadOnlySpan<byte> lines, long offset, Span<float> values, Span<long> offsets)
    {
        var (rows, blank) = (0, 0);
        List<BadRecord>? bad = null;
        while (lines.Length > 0)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            var mark = offset == 0 && line.StartsWith(LineText.ByteOrderMark) ? LineText.ByteOrderMark.Length : 0;
            var record = LineText.Trim(line, startsFile: offset == 0);
            if (record.IsEmpty)
            {
                blank++;
            }
            else if (DecodeRecord(record, values.Slice(rows * shape.RowLength, shape.RowLength)) is not { } flaw)
            {
                offsets[rows++] = offset;
            }
            else
            {
                (bad ??= []).Add(new BadRecord(offset, mark + flaw.Column, flaw.Reason));
            }
            var length = end < 0 ? lines.Length : end + 1;
            lines = lines[length..];
            offset += length;
        }
        return new DecodedLines(rows, blank, bad ?? []);
    }

    private (int Column, string Reason)? DecodeRecord(ReadOnlySpan<byte> record, Span<float> row)
    {
        var next = 0;
        for (var column = 0; column < _targets.Length; column++)
        {
            if (next > record.Length)
                return (record.Length + 1, $"expected {_targets.Length} fields, found {column}");
            var target = _targets[column];
            if (!_aNumberMayBeMissing && FloatText.TryReadPlain(record, format.Delimiter, ref next, out var value))
            {
                if (target >= 0)
                    row[target] = value;
                continue;
            }
            var field = new CsvFields(record, format, next);
            field.MoveNext();
            next = field.Next;
            if (target >= 0 && !TryField(field, out row[target]))
                return (field.Start + 1, Describe(field, column));
        }
        return next > record.Length
            ? null
            : (next + 1, $"expected {_targets.Length} fields, found {_targets.Length + CsvFields.Count(record, format, next)}");
    }

    private bool TryField(CsvFields field, out float value)
    {
        var text = Content(field);
        if (!IsMissing(text))
            return FloatText.TryParse(text, out value);
        value = format.Default.GetValueOrDefault();
        return format.Default is not null;
    }

    private bool IsMissing(ReadOnlySpan<byte> text) => text.IsEmpty || text.SequenceEqual(format.MissingText);

    // What stands between the quotes, if there are any, without the blanks around it.
    private static ReadOnlySpan<byte> Content(CsvFields field) =>
        (field.IsQuoted && field.Current is [(byte)'"', .. var quoted, (byte)'"'] ? quoted : field.Current).Trim(" \t"u8);

    private string Describe(CsvFields field, int column)
    {
        if (IsMissing(Content(field)))
            return $"expected a number in column {column}, found an empty field (decoder.default-value is required)";
        const int Shown = 40;
        var text = Encoding.UTF8.GetString(field.Current.Length > Shown ? field.Current[..Shown] : field.Current);
        return $"expected a number in column {column}, found '{text}{(field.Current.Length > Shown ? "..." : "")}'";
    }
}
