using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Order;
using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline;

/// <summary>
/// What a stream is: which files, what is in them, in which order, how shuffled and batched. Plain data with a slot for each step; it holds
/// data-order settings alone, so two equal ones over the same files give the same batches, bit for bit.
/// </summary>
/// <param name="Files">What to read: paths or globs.</param>
/// <param name="Order">The order of files, splits and blocks.</param>
/// <param name="Format">What the lines look like.</param>
/// <param name="Shuffling">How rows are shuffled.</param>
/// <param name="Batching">How rows become batches.</param>
public sealed record Dataset(
    [Setting("files.paths", SettingKind.DataOrder, "globs", Option = "--data", OptionValue = "GLOB")]
    IReadOnlyList<string> Files,
    OrderSettings Order,
    CsvSettings Format,
    ShufflingSettings Shuffling,
    BatchingSettings Batching)
{
    private const string FilesKey = "files.paths";

    private static readonly Dataset _defaults = new SettingsReader(ReferenceConf.Config).Read<Dataset>();

    /// <summary>
    /// What defines the stream besides the files themselves: each setting with its value, in one form for all that mean the same. What
    /// <c>files.paths</c> means is in the files.
    /// </summary>
    public IReadOnlyList<SettingValue> Identity => [.. SettingProperty.ValuesOf(this with { Shuffling = Shuffling.Resolve(Batching.Size) })
        .Select(setting => setting.Value).Where(value => value.Key != FilesKey)];

    /// <summary>Files of text, one record a line: numbers, and the label in the last column.</summary>
    /// <param name="globs">Paths or shell globs, ** for folders of any depth; relative to the working directory.</param>
    public static Dataset Csv(params IEnumerable<string> globs) => _defaults with { Files = [.. globs] };

    /// <summary>What a configuration says, under <c>actor-pipeline</c>; what it does not say is as <c>reference.conf</c> has it.</summary>
    /// <exception cref="PipelineException">A setting does not exist, or is not what it must be.</exception>
    public static Dataset From(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.HasPath(SettingsReader.Root))
            KnownSettings.CheckSection(nameof(Dataset), config);
        return new SettingsReader(config.WithFallback(ReferenceConf.Config)).Read<Dataset>();
    }

    /// <summary>Passes over all files; null: endless, as without it.</summary>
    public Dataset Epochs(int? count) => this with { Order = Order with { Epochs = count } };

    /// <summary>Splits that are taken in turn, one block each; 1 without it.</summary>
    public Dataset Interleave(int splits) => this with { Order = Order with { Interleave = splits } };

    /// <summary>Lines to leave out at the start of each file; none without it.</summary>
    public Dataset HeaderLines(int count) => this with { Format = Format with { HeaderLines = count } };

    /// <summary>The column of the label, 0-based; a negative one counts from the end; the last without it.</summary>
    public Dataset Label(int column) => this with { Format = Format with { LabelColumn = column } };

    /// <summary>The columns to read, 0-based, strictly increasing, the label's among them; all without it.</summary>
    public Dataset Columns(params IEnumerable<int> columns) => this with { Format = Format with { SelectColumns = [.. columns] } };

    /// <summary>What a field looks like. What is null keeps its value.</summary>
    /// <param name="delimiter">Separates two fields.</param>
    /// <param name="quoted">Whether fields may stand in double quotes.</param>
    /// <param name="naValue">A text that counts as an empty field.</param>
    /// <param name="defaultValue">What an empty field stands for; until it is given, an empty field makes a bad record.</param>
    public Dataset Fields(char? delimiter = null, bool? quoted = null, string? naValue = null, float? defaultValue = null) => this with
    {
        Format = Format with
        {
            Delimiter = delimiter ?? Format.Delimiter,
            Quoted = quoted ?? Format.Quoted,
            NaValue = naValue ?? Format.NaValue,
            DefaultValue = defaultValue ?? Format.DefaultValue,
        },
    };

    /// <summary>What a bad record does: it ends the run, as without this, or is left out and counted.</summary>
    public Dataset OnBadRecord(BadRecordPolicy policy) => this with { Format = Format with { OnBadRecord = policy } };

    /// <summary>How rows are shuffled. What is null keeps its value.</summary>
    /// <param name="seed">Seeds the order of the files in each epoch, and the draws.</param>
    /// <param name="minAfterDequeue">Rows that stay behind whenever one leaves.</param>
    /// <param name="capacity">Rows that wait at most; until it is given, min-after-dequeue + 3 x batch size.</param>
    /// <param name="epochBoundary">What becomes of the rows still waiting when an epoch's input has ended.</param>
    /// <param name="files">Whether the files, too, are shuffled for each epoch.</param>
    public Dataset Shuffle(
        ulong? seed = null, int? minAfterDequeue = null, int? capacity = null, EpochBoundary? epochBoundary = null, bool files = true) => this with
        {
            Order = Order with { Seed = seed ?? Order.Seed },
            Shuffling = new(files ? ShuffleMode.All : ShuffleMode.Rows, minAfterDequeue ?? Shuffling.MinAfterDequeue, capacity ?? Shuffling.Capacity,
                epochBoundary ?? Shuffling.EpochBoundary),
        };

    /// <summary>Rows come in the order of paths and lines.</summary>
    public Dataset NoShuffle() => this with { Shuffling = Shuffling with { Mode = ShuffleMode.Off } };

    /// <summary>Rows in a batch; 23 without it.</summary>
    /// <param name="size">Rows.</param>
    /// <param name="dropRemainder">Whether the rows that remain at the end are dropped; else they are a smaller batch.</param>
    public Dataset Batch(int size, bool dropRemainder = false) => this with { Batching = new(size, !dropRemainder) };
}
