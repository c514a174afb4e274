using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActorPipeline.Formats;
using ActorPipeline.Formats.Csv;

namespace ActorPipeline.Tests.Formats.Csv;

/// <summary>CSV as slowly and plainly as possible, one character at a time; ASCII only, but for a mark at the start of the file.</summary>
internal static partial class CsvOracle
{
    public static Decoded Decode(CsvFormat format, int columns, string text, long offset)
    {
        var selected = format.Columns.Count == 0 ? [.. Enumerable.Range(0, columns)] : format.Columns;
        var label = format.LabelColumn < 0 ? columns + format.LabelColumn : format.LabelColumn;
        int[] order = [.. selected.Where(c => c != label), label];
        var (rows, offsets, blank, bad) = (new List<float[]>(), new List<long>(), 0, new List<Flaw>());
        var lines = text.Split('\n');
        var lineOffset = offset;
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == lines.Length - 1 && lines[i].Length == 0)
                break;
            var mark = lineOffset == 0 && lines[i].StartsWith('\uFEFF') ? 1 : 0;
            var record = lines[i][mark..];
            if (record.EndsWith('\r'))
                record = record[..^1];
            if (record.Length == 0)
                blank++;
            else if (Flaw(format, columns, selected, record, out var values) is not { } flaw)
            {
                rows.Add([.. order.Select(c => values[c])]);
                offsets.Add(lineOffset);
            }
            else
                bad.Add(new Flaw(lineOffset, 3 * mark + flaw.Column, flaw.Reason));
            lineOffset += Encoding.UTF8.GetByteCount(lines[i]) + 1;
        }
        return new(rows, offsets, blank, bad);
    }

    private static (int Column, string Reason)? Flaw(CsvFormat format, int columns, IReadOnlyList<int> selected, string record, out float[] values)
    {
        values = new float[columns];
        var fields = Fields(format, record);
        for (var column = 0; column < Math.Min(columns, fields.Count); column++)
        {
            var (start, field) = fields[column];
            if (!selected.Contains(column))
                continue;
            if (Number(format, field) is { } number)
            {
                values[column] = number;
                continue;
            }
            return (start + 1, IsMissing(format, field)
                ? $"expected a number in column {column}, found an empty field (decoder.default-value is required)"
                : $"expected a number in column {column}, found '{(field.Length > 40 ? field[..40] + "..." : field)}'");
        }
        if (fields.Count < columns)
            return (record.Length + 1, $"expected {columns} fields, found {fields.Count}");
        if (fields.Count > columns)
            return (fields[columns].Start + 1, $"expected {columns} fields, found {fields.Count}");
        return null;
    }

    private static float? Number(CsvFormat format, string field)
    {
        if (IsMissing(format, field))
            return format.Default;
        if (Unquoted(format, field)?.Trim(' ', '\t') is not { } text || !NumberText().IsMatch(text))
            return null;
        var number = float.Parse(text, CultureInfo.InvariantCulture);
        return float.IsFinite(number) ? number : null;
    }

    private static bool IsMissing(CsvFormat format, string field) =>
        Unquoted(format, field)?.Trim(' ', '\t') is { } text && (text.Length == 0 || text == Encoding.ASCII.GetString(format.MissingText));

    // Null where the quotes are not what they should be.
    private static string? Unquoted(CsvFormat format, string field)
    {
        if (!format.Quoted || !field.StartsWith('"'))
            return field;
        return field.Length >= 2 && field.EndsWith('"') ? field[1..^1] : null;
    }

    private static List<(int Start, string Field)> Fields(CsvFormat format, string record)
    {
        var fields = new List<(int, string)>();
        var (start, inQuotes) = (0, false);
        for (var i = 0; i < record.Length; i++)
        {
            if (format.Quoted && record[i] == '"' && (inQuotes || i == start))
            {
                if (inQuotes && i + 1 < record.Length && record[i + 1] == '"')
                    i++;
                else
                    inQuotes = !inQuotes;
            }
            else if (record[i] == format.Delimiter && !inQuotes)
            {
                fields.Add((start, record[start..i]));
                start = i + 1;
            }
        }
        fields.Add((start, record[start..]));
        return fields;
    }

    [GeneratedRegex(@"\A[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex NumberText();
}
