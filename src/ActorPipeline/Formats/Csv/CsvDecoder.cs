using System.Runtime.InteropServices;
using System.Text;

namespace ActorPipeline.Formats.Csv;

/// <summary>Lines of CSV -> float32 rows.</summary>
internal sealed class CsvDecoder(CsvSchema schema) : IRowDecoder
{
    private readonly CsvFormat _format = schema.Format;
    private readonly int[] _targets = schema.Targets;
    private readonly bool _aNumberMayBeMissing = FloatText.TryParse(schema.Format.MissingText, out _);

    /// <inheritdoc/>
    public DecodedRows Decode(ReadOnlySpan<byte> records, long offset, Span<byte> rows, Span<long> offsets)
    {
        var values = MemoryMarshal.Cast<byte, float>(rows);
        var width = schema.RowLength;
        var room = Math.Min(values.Length / width, offsets.Length);
        var (count, blank, start) = (0, 0, 0);
        List<Flaw>? flaws = null;
        while (start < records.Length && count < room)
        {
            var rest = records[start..];
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            var at = offset + start;
            var record = LineText.Trim(line, startsFile: at == 0);
            if (record.IsEmpty)
            {
                blank++;
            }
            else if (DecodeRecord(record, values.Slice(count * width, width)) is not { } flaw)
            {
                offsets[count++] = at;
            }
            else
            {
                var mark = at == 0 && line.StartsWith(LineText.ByteOrderMark) ? LineText.ByteOrderMark.Length : 0;
                (flaws ??= []).Add(new Flaw(at, mark + flaw.Column, flaw.Reason));
            }
            start += end < 0 ? rest.Length : end + 1;
        }
        return new DecodedRows(count, start, blank, flaws ?? []);
    }

    private (int Column, string Reason)? DecodeRecord(ReadOnlySpan<byte> record, Span<float> row)
    {
        var next = 0;
        for (var column = 0; column < _targets.Length; column++)
        {
            if (next > record.Length)
                return (record.Length + 1, $"expected {_targets.Length} fields, found {column}");
            var target = _targets[column];
            if (!_aNumberMayBeMissing && FloatText.TryReadPlain(record, _format.Delimiter, ref next, out var value))
            {
                if (target >= 0)
                    row[target] = value;
                continue;
            }
            var field = new CsvFields(record, _format, next);
            field.MoveNext();
            next = field.Next;
            if (target >= 0 && !TryField(field, out row[target]))
                return (field.Start + 1, Describe(field, column));
        }
        return next > record.Length
            ? null
            : (next + 1, $"expected {_targets.Length} fields, found {_targets.Length + CsvFields.Count(record, _format, next)}");
    }

    private bool TryField(CsvFields field, out float value)
    {
        var text = Content(field);
        if (!IsMissing(text))
            return FloatText.TryParse(text, out value);
        value = _format.Default.GetValueOrDefault();
        return _format.Default is not null;
    }

    private bool IsMissing(ReadOnlySpan<byte> text) => text.IsEmpty || text.SequenceEqual(_format.MissingText);

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
