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
    /// <summary>The shape of records like this one.</summary>
    /// <exception cref="PipelineException">The selected columns or the label's are not among its fields.</exception>
    public RecordShape ShapeOf(ReadOnlySpan<byte> record) => ShapeOf(CsvFields.Count(record, this));

    /// <summary>The shape of records of so many fields.</summary>
    /// <inheritdoc cref="ShapeOf(ReadOnlySpan{byte})"/>
    public RecordShape ShapeOf(int fields)
    {
        var label = LabelColumn < 0 ? fields + LabelColumn : LabelColumn;
        if (label < 0 || label >= fields)
            throw SettingsReader.Wrong("decoder.label-column", $"a column of the {fields} that the first record has", LabelColumn.ToString());
        if (Columns.Count > 0 && Columns[^1] >= fields)
            throw SettingsReader.Wrong("decoder.select-columns", $"columns of the {fields} that the first record has", Columns[^1].ToString());
        if (Columns.Count > 0 && !Columns.Contains(label))
            throw SettingsReader.Wrong("decoder.select-columns", $"the label column, {label}, among them", string.Join(", ", Columns));

        var targets = new int[fields];
        Array.Fill(targets, -1);
        var features = 0;
        for (var column = 0; column < fields; column++)
            if (column != label && (Columns.Count == 0 || Columns.Contains(column)))
                targets[column] = features++;
        if (features == 0)
            throw new PipelineException(FailureKind.Settings, $"No feature is left: the first record has {fields} field(s), and column {label} is the label.");
        targets[label] = features;
        return new RecordShape(targets, features);
    }
}

/// <summary>How the fields of a record become a row.</summary>
/// <param name="Targets">For each column its place in the row; -1: left out. The label's place is the last.</param>
/// <param name="Features">Features of a row.</param>
public sealed record RecordShape(IReadOnlyList<int> Targets, int Features)
{
    /// <summary>Floats of a row: the features, then the label.</summary>
    public int RowLength => Features + 1;
}
