using System.Globalization;
using System.Text.Json;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Settings;
using ActorPipeline.Stages;

namespace ActorPipeline.Running;

/// <summary>The settings of every stage of the library, checked.</summary>
/// <param name="Files">A: FileEnumerator.</param>
/// <param name="Reader">B: LineReader.</param>
/// <param name="Decoder">C: Decoder.</param>
/// <param name="Shuffle">D, E: ShuffleBuffer.</param>
/// <param name="Supervisor">G: PipelineSupervisor.</param>
/// <param name="Checkpoint">When checkpoints are taken, and where they go.</param>
public sealed record PipelineSettings(EpochSettings Files, LineReader.Settings Reader, Decoder.Settings Decoder,
    ShuffleSettings Shuffle, PipelineSupervisor.Settings Supervisor, CheckpointWriter.Settings Checkpoint)
{
    /// <summary>The settings of kind <see cref="SettingKind.Training"/>, which are the trainer's; a checkpoint keeps them.</summary>
    public IReadOnlyList<SettingValue> Training { get; init; } = [];

    /// <summary>Reads all of them.</summary>
    /// <exception cref="PipelineException">One is not what it must be; the message names key, expectation and value.</exception>
    public static PipelineSettings From(SettingsReader reader)
    {
        var checkpoint = CheckpointWriter.Settings.From(reader);
        return new(EpochSettings.From(reader), LineReader.Settings.From(reader), Stages.Decoder.Settings.From(reader),
            ShuffleSettings.From(reader) with { CursorEvery = checkpoint.Folder is null ? null : checkpoint.Every },
            PipelineSupervisor.Settings.From(reader), checkpoint)
        {
            Training = reader.All(SettingKind.Training),
        };
    }

    /// <summary>What the stream is a function of: these settings, and these files.</summary>
    public StreamIdentity IdentityOf(IReadOnlyList<DataFile> files) => StreamIdentity.Of(DataOrder(), files);

    // What files.paths means is in the files. Whether there is a shuffle at all is in its sizes and in files.shuffle.
    private List<SettingValue> DataOrder()
    {
        var (files, format, shuffle) = (Files, Decoder.Format, Shuffle);
        return
        [
            new("seed", Text(files.Seed)),
            new("epochs", files.Epochs is { } epochs ? Text(epochs) : "endless"),
            new("interleave", Text(shuffle.Interleave)),
            new("files.shuffle", Flag(files.ShuffleFiles)),
            new("files.split-bytes", Text(files.SplitBytes)),
            new("reader.block-bytes", Text(Reader.BlockBytes)),
            new("reader.header-lines", Text(files.HeaderLines)),
            new("decoder.delimiter", format.Delimiter == '\t' ? "tab" : Quoted(((char)format.Delimiter).ToString())),
            new("decoder.use-quote-delim", Flag(format.Quoted)),
            new("decoder.na-value", Quoted(System.Text.Encoding.UTF8.GetString(format.MissingText))),
            new("decoder.default-value", format.Default is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : "required"),
            new("decoder.select-columns", $"[{string.Join(", ", format.Columns)}]"),
            new("decoder.label-column", Text(format.LabelColumn)),
            new("decoder.on-bad-record", Word(shuffle.OnBadRecord)),
            new("shuffle.min-after-dequeue", Text(shuffle.MinAfterDequeue)),
            new("shuffle.capacity", Text(shuffle.Capacity)),
            new("shuffle.epoch-boundary", Word(shuffle.Boundary)),
            new("shuffle.batch-size", Text(shuffle.BatchSize)),
            new("shuffle.allow-smaller-final-batch", Flag(shuffle.AllowSmallerFinalBatch)),
        ];
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "on" : "off";

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
