using System.Globalization;
using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline;

/// <summary>
/// The settings of a <see cref="Pipeline"/>, over the defaults of <c>reference.conf</c>. It never changes: each method gives another
/// builder. What a method is not told keeps its value; a later call stands above an earlier one. Everything is checked by <see cref="Build"/>.
/// </summary>
public sealed class PipelineBuilder
{
    private static readonly Lock _injecting = new();

    private Func<Config>[] _layers = [];
    private ActorSystem? _system;
    private bool _shared;
    private PipelineCursor? _from;

    internal PipelineBuilder()
    {
    }

    /// <summary>It is to live in a system that was given.</summary>
    internal bool HasSystem => _system is not null;

    /// <summary>Passes over all files; without it, the stream is endless.</summary>
    public PipelineBuilder Epochs(int count) => Put("epochs", Text(count));

    /// <summary>How rows are shuffled.</summary>
    /// <param name="seed">Seeds the order of the files in each epoch, and the draws.</param>
    /// <param name="minAfterDequeue">Rows that stay behind whenever one leaves.</param>
    /// <param name="capacity">Rows that wait at most; by itself, min-after-dequeue + 3 x batch-size.</param>
    /// <param name="epochBoundary">What becomes of the rows still waiting when an epoch's input has ended.</param>
    /// <param name="files">Whether the files, too, are shuffled for each epoch.</param>
    public PipelineBuilder Shuffle(
        ulong? seed = null, int? minAfterDequeue = null, int? capacity = null, EpochBoundary? epochBoundary = null, bool? files = null) =>
        Put("shuffle.mode", files == false ? "rows" : "all").Put("seed", Text(seed)).Put("shuffle.min-after-dequeue", Text(minAfterDequeue))
            .Put("shuffle.capacity", Text(capacity)).Put("shuffle.epoch-boundary", Word(epochBoundary));

    /// <summary>Rows come in the order of paths and lines.</summary>
    public PipelineBuilder NoShuffle() => Put("shuffle.mode", "off");

    /// <summary>Rows in a batch.</summary>
    /// <param name="size">Rows.</param>
    /// <param name="dropRemainder">Whether the rows that remain at the end are dropped; else they are a smaller batch.</param>
    public PipelineBuilder Batch(int size, bool? dropRemainder = null) =>
        Put("shuffle.batch-size", Text(size)).Put("shuffle.allow-smaller-final-batch", Flag(!dropRemainder));

    /// <summary>What a line looks like.</summary>
    /// <param name="delimiter">Separates two fields.</param>
    /// <param name="headerLines">Lines to leave out at the start of each file.</param>
    /// <param name="labelColumn">The column of the label, 0-based; a negative one counts from the end.</param>
    /// <param name="defaultValue">What an empty field stands for; without it, an empty field makes a bad record.</param>
    /// <param name="selectColumns">The columns to read, strictly increasing, the label's among them; without it, all.</param>
    /// <param name="naValue">A text that counts as an empty field.</param>
    /// <param name="quoted">Whether fields may stand in double quotes.</param>
    public PipelineBuilder Csv(char? delimiter = null, int? headerLines = null, int? labelColumn = null, float? defaultValue = null,
        IEnumerable<int>? selectColumns = null, string? naValue = null, bool? quoted = null) =>
        Put("decoder.delimiter", delimiter is { } text ? Hocon.Quote(text == '\t' ? "tab" : text.ToString()) : null)
            .Put("reader.header-lines", Text(headerLines)).Put("decoder.label-column", Text(labelColumn))
            .Put("decoder.default-value", Text(defaultValue))
            .Put("decoder.select-columns", selectColumns is null ? null : $"[{string.Join(", ", selectColumns)}]")
            .Put("decoder.na-value", naValue is null ? null : Hocon.Quote(naValue)).Put("decoder.use-quote-delim", Flag(quoted));

    /// <summary>What a bad record does.</summary>
    /// <param name="policy">Ends the run, or is left out and counted.</param>
    /// <param name="max">One more than this ends the run all the same.</param>
    public PipelineBuilder OnBadRecord(BadRecordPolicy policy, int? max = null) =>
        Put("decoder.on-bad-record", Word<BadRecordPolicy>(policy)).Put("decoder.max-bad-records", Text(max));

    /// <summary>Splits that are taken in turn, one block each.</summary>
    public PipelineBuilder Interleave(int splits) => Put("interleave", Text(splits));

    /// <summary>Splits read at the same time. It does not change the stream.</summary>
    public PipelineBuilder Readers(int count) => Put("reader.readers", Text(count));

    /// <summary>Blocks decoded at the same time. It does not change the stream.</summary>
    public PipelineBuilder Decoders(int count) => Put("decoder.decoders", Text(count));

    /// <summary>Batches that may be ready ahead of the one that is being used; with that one, as many as ever exist. It does not change the stream.</summary>
    public PipelineBuilder Prefetch(int batches) => Put("shuffle.prefetch", Text(batches));

    /// <summary>The stream ends after this many batches, counted from its begin also where a run goes on from a cursor.</summary>
    public PipelineBuilder MaxSteps(int batches) => Put("max-steps", Text(batches));

    /// <summary>Any setting of <c>reference.conf</c>.</summary>
    /// <param name="key">Its key below <c>actor-pipeline</c>.</param>
    /// <param name="value">Its value, a single one; lists are for <see cref="Configure"/>.</param>
    public PipelineBuilder Set(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return Layer(() =>
        {
            KnownSettings.CheckKey(nameof(Set), key);
            return Setting(key, Hocon.Quote(value));
        });
    }

    /// <summary>
    /// Settings as HOCON: the section <c>actor-pipeline</c>, and, for a system of the pipeline's own, <c>akka</c>. Such a system writes its
    /// warnings, bad records that are left out among them, to standard output, unless <c>akka.loggers</c> says otherwise.
    /// </summary>
    public PipelineBuilder Configure(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Layer(() =>
        {
            KnownSettings.Check(nameof(Configure), config);
            return config;
        });
    }

    /// <summary>Goes on where a run of the same stream was; null: from the begin.</summary>
    public PipelineBuilder ResumeFrom(PipelineCursor? cursor) => With(b => b._from = cursor);

    /// <summary>
    /// Allows several readers of one run. Each batch goes to one of them, whichever asks first, and no more are out at the same time than
    /// <see cref="Prefetch"/> + 1. One that stops early leaves the rest to the others; only <see cref="Pipeline.DisposeAsync"/> ends the run.
    /// </summary>
    public PipelineBuilder Share() => With(b => b._shared = true);

    /// <summary>
    /// The pipeline's actors live in this system, which is left as it was in the end. Its configuration is the base of the settings, in the
    /// place of the defaults, which are put below it where it lacks them. Dispatchers are the system's: they can be set there alone.
    /// </summary>
    public PipelineBuilder In(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return With(b => b._system = system);
    }

    /// <summary>A pipeline with these settings. It begins to read when its batches are asked for.</summary>
    /// <exception cref="PipelineException">A setting is not what it must be; the message names key, expectation and value.</exception>
    public Pipeline Build()
    {
        var given = _layers.Aggregate(ConfigurationFactory.Empty, (below, layer) => layer().WithFallback(below));
        var config = given.WithFallback(_system is null ? ReferenceConf.Config : ConfigOf(_system, given));
        var settings = PipelineSettings.From(new SettingsReader(config));
        if (settings.Checkpoint.Folder is { } folder)
            throw SettingsReader.Wrong("checkpoint.dir", "\"\", since the place in this stream is the pipeline's Cursor, to be saved with the model", folder);
        return new Pipeline(settings, config, _system, _shared, _from);
    }

    /// <summary>One setting, as HOCON; null leaves it as it is.</summary>
    internal PipelineBuilder Put(string key, string? hocon) => hocon is null ? this : Layer(() => Setting(key, hocon));

    // Akka looks up dispatchers in the system's own configuration alone.
    private static Config ConfigOf(ActorSystem system, Config given)
    {
        if (given.HasPath("akka"))
            throw new PipelineException(FailureKind.Settings, "akka: expected in the configuration of the ActorSystem that was given, found in the pipeline's.");
        foreach (var setting in SettingsCatalog.All.Where(s => s.Unit == "dispatcher" && given.HasPath($"{SettingsReader.Root}.{s.Key}")))
            throw new PipelineException(FailureKind.Settings,
                $"{SettingsReader.Root}.{setting.Key}: expected in the configuration of the ActorSystem that was given, found in the pipeline's.");
        lock (_injecting)
            if (SettingsCatalog.All.Any(s => !system.Settings.Config.HasPath($"{SettingsReader.Root}.{s.Key}")))
                system.Settings.InjectTopLevelFallback(ReferenceConf.Config);
        KnownSettings.CheckSection($"The configuration of the ActorSystem {system.Name}", system.Settings.Config);
        return system.Settings.Config;
    }

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);

    private static string? Flag(bool? value) => value switch
    {
        null => null,
        true => "on",
        false => "off",
    };

    private static string? Word<T>(T? value) where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private static Config Setting(string key, string hocon) => ConfigurationFactory.ParseString($"{SettingsReader.Root}.{key} = {hocon}");

    private PipelineBuilder Layer(Func<Config> layer) => With(b => b._layers = [.. _layers, layer]);

    private PipelineBuilder With(Action<PipelineBuilder> change)
    {
        var copy = (PipelineBuilder)MemberwiseClone();
        change(copy);
        return copy;
    }
}
