using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Settings;

namespace ActorPipeline.Formats.Csv;

/// <summary>What the lines of the files look like.</summary>
/// <param name="HeaderLines">Lines to leave out at the start of each file.</param>
/// <param name="Delimiter">Separates two fields.</param>
/// <param name="Quoted">Fields may stand in double quotes (RFC 4180).</param>
/// <param name="NaValue">This text counts as an empty field.</param>
/// <param name="DefaultValue">What an empty field stands for; null: a bad record.</param>
/// <param name="SelectColumns">The columns to read, strictly increasing, 0-based; empty: all.</param>
/// <param name="LabelColumn">The label's column, 0-based; negative from the end.</param>
/// <param name="OnBadRecord">What a bad record does.</param>
public sealed record CsvSettings(
    [Setting("reader.header-lines", SettingKind.DataOrder, "lines", Min = 0, Max = 1_000_000, Option = "--header-lines")]
    int HeaderLines,
    [Setting("decoder.delimiter", SettingKind.DataOrder, "character", Option = "--delimiter", OptionValue = "C")]
    char Delimiter,
    [Setting("decoder.use-quote-delim", SettingKind.DataOrder, "on/off")]
    bool Quoted,
    [Setting("decoder.na-value", SettingKind.DataOrder, "text")]
    string NaValue,
    [Setting("decoder.default-value", SettingKind.DataOrder, "number", Min = -1e30, Max = 1e30, Otherwise = "required")]
    float? DefaultValue,
    [Setting("decoder.select-columns", SettingKind.DataOrder, "column indices", Min = 0, Max = 1_000_000)]
    IReadOnlyList<int> SelectColumns,
    [Setting("decoder.label-column", SettingKind.DataOrder, "column index", Min = -1_000_000, Max = 1_000_000, Option = "--label-column")]
    int LabelColumn,
    [Setting("decoder.on-bad-record", SettingKind.DataOrder, "word", Option = "--on-bad-record")]
    BadRecordPolicy OnBadRecord) : IValidated
{
    /// <inheritdoc/>
    public void Validate()
    {
        if (Delimiter is '\0' or >= (char)128 or '"' or '\n' or '\r' or '.' or '-' or '+' or (>= '0' and <= '9'))
            throw SettingsReader.Wrong("decoder.delimiter", "tab, or one ASCII character that is no part of a number, quote or line end", Delimiter.ToString());
        if (SelectColumns.Zip(SelectColumns.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw SettingsReader.Wrong(this, nameof(SelectColumns), "strictly increasing column indices");
    }

    /// <summary>The format, as decoders take it.</summary>
    public CsvFormat ToFormat() => new((byte)Delimiter, Quoted, Encoding.UTF8.GetBytes(NaValue), DefaultValue, SelectColumns, LabelColumn);
}
