using ActorPipeline.Errors;

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
    /// <summary>The schema of records like this one.</summary>
    /// <exception cref="PipelineException">The selected columns or the label's are not among its fields.</exception>
    public IRecordSchema SchemaOf(ReadOnlySpan<byte> record) => SchemaOf(CsvFields.Count(record, this));

    /// <summary>The schema of records of so many fields.</summary>
    /// <inheritdoc cref="SchemaOf(ReadOnlySpan{byte})"/>
    public IRecordSchema SchemaOf(int fields) => CsvSchema.Of(this, fields);
}
