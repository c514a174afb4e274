using System.Text;
using ActorPipeline.Errors;
using ActorPipeline.Settings;

namespace ActorPipeline.Formats.Csv;

/// <summary>What separates and quotes fields, and what an empty one means.</summary>
/// <param name="Delimiter">One byte of ASCII.</param>
/// <param name="Quoted">Fields may stand in double quotes (RFC 4180).</param>
/// <param name="MissingText">This text counts as an empty field.</param>
/// <param name="Default">What an empty field stands for; null: a bad record.</param>
/// <param name="Columns">The columns to read, strictly increasing, 0-based; empty: all.</param>
/// <param name="LabelColumn">The label's column, 0-based; negative from the end.</param>
public sealed record CsvFormat(byte Delimiter, bool Quoted, byte[] MissingText, float? Default, IReadOnlyList<int> Columns, int LabelColumn)
{
    /// <summary>Reads these settings.</summary>
    public static CsvFormat From(SettingsReader reader)
    {
        var name = reader.Text("decoder.delimiter");
        var delimiter = name == "tab" ? "\t" : name; // HOCON drops white space around a value, even in quotes
        if (delimiter is not [> '\0' and < (char)128] || delimiter is ['"' or '\n' or '\r' or '.' or '-' or '+' or (>= '0' and <= '9')])
            throw SettingsReader.Wrong("decoder.delimiter", "tab, or one ASCII character that is no part of a number, quote or line end", name);
        var columns = reader.Texts("decoder.select-columns").Select(text => int.TryParse(text, out var column) && column >= 0
            ? column
            : throw SettingsReader.Wrong("decoder.select-columns", "column indices of at least 0", text)).ToList();
        if (columns.Zip(columns.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw SettingsReader.Wrong("decoder.select-columns", "strictly increasing column indices", string.Join(", ", columns));
        return new((byte)delimiter[0], reader.Flag("decoder.use-quote-delim"), Encoding.UTF8.GetBytes(reader.Text("decoder.na-value")),
            reader.NumberOr("required", "decoder.default-value"), columns, reader.Integer("decoder.label-column"));
    }

    /// <summary>The schema of records like this one.</summary>
    /// <exception cref="PipelineException">The selected columns or the label's are not among its fields.</exception>
    public IRecordSchema SchemaOf(ReadOnlySpan<byte> record) => SchemaOf(CsvFields.Count(record, this));

    /// <summary>The schema of records of so many fields.</summary>
    /// <inheritdoc cref="SchemaOf(ReadOnlySpan{byte})"/>
    public IRecordSchema SchemaOf(int fields) => CsvSchema.Of(this, fields);
}
