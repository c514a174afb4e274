using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Settings;

namespace ActorPipeline.Formats.Csv;

/// <summary>How the fields of a line become a row: <c>features: float32[n], label: float32[1]</c>.</summary>
internal sealed class CsvSchema : IRecordSchema
{
    private readonly int _shortestRecord;

    private CsvSchema(CsvFormat format, int[] targets, int features)
    {
        (Format, Targets, Layout) = (format, targets, RowLayout.Numbers(features));
        // Every field has a byte behind it, and a digit unless it may be empty.
        _shortestRecord = targets.Sum(target => target >= 0 && format.Default is null ? 2 : 1);
    }

    /// <summary>What separates fields, and what an empty one means.</summary>
    public CsvFormat Format { get; }

    /// <summary>For each column its place in the row; -1: left out. The label's place is the last.</summary>
    public int[] Targets { get; }

    /// <inheritdoc/>
    public RowLayout Layout { get; }

    /// <summary>Floats of a row: the features, then the label.</summary>
    public int RowLength => Layout.RowBytes / sizeof(float);

    /// <summary>The schema of records of so many fields.</summary>
    /// <exception cref="PipelineException">The selected columns or the label's are not among them.</exception>
    public static CsvSchema Of(CsvFormat format, int fields)
    {
        var (columns, labelColumn) = (format.Columns, format.LabelColumn);
        var label = labelColumn < 0 ? fields + labelColumn : labelColumn;
        if (label < 0 || label >= fields)
            throw SettingsReader.Wrong("decoder.label-column", $"a column of the {fields} that the first record has", labelColumn.ToString());
        if (columns.Count > 0 && columns[^1] >= fields)
            throw SettingsReader.Wrong("decoder.select-columns", $"columns of the {fields} that the first record has", columns[^1].ToString());
        if (columns.Count > 0 && !columns.Contains(label))
            throw SettingsReader.Wrong("decoder.select-columns", $"the label column, {label}, among them", string.Join(", ", columns));

        var targets = new int[fields];
        Array.Fill(targets, -1);
        var features = 0;
        for (var column = 0; column < fields; column++)
            if (column != label && (columns.Count == 0 || columns.Contains(column)))
                targets[column] = features++;
        if (features == 0)
            throw new PipelineException(FailureKind.Settings, $"No feature is left: the first record has {fields} field(s), and column {label} is the label.");
        targets[label] = features;
        return new(format, targets, features);
    }

    /// <inheritdoc/>
    public int MaxRows(int blockBytes) => blockBytes / _shortestRecord + 1;

    /// <inheritdoc/>
    public IRowDecoder CreateDecoder() => new CsvDecoder(this);
}
