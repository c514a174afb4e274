using ActorPipeline.Errors;
using ActorPipeline.Settings;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Running;

/// <summary>
/// How a <see cref="Dataset"/> is run: nothing here changes a bit of its stream, but for where it begins and ends. What is null is as the
/// configuration has it: that of <see cref="System"/>, with <see cref="Config"/> above it and <c>reference.conf</c> below it.
/// </summary>
public sealed record RunOptions
{
    private static readonly Lock _injecting = new();

    /// <summary>
    /// Where the run's actors live; it is left as it was in the end. Null: in a system of the run's own. The defaults are put below its
    /// configuration where it lacks them. The dispatcher is the system's: it can be set there alone.
    /// </summary>
    public ActorSystem? System { get; init; }

    /// <summary>Goes on where a run of the same stream was; null: from the beginning.</summary>
    public PipelineCursor? From { get; init; }

    /// <summary>
    /// Allows several readers of the run. Each batch goes to one of them, whichever asks first, and no more are out at the same time than
    /// <see cref="Prefetch"/> + 1. One that stops early leaves the rest to the others; only <see cref="DatasetRun.DisposeAsync"/> ends the run.
    /// </summary>
    public bool Share { get; init; }

    /// <summary>The stream ends after this many batches, counted from its beginning also where the run goes on from a cursor.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>One more bad record than this ends the run, although they are left out.</summary>
    public int? MaxBadRecords { get; init; }

    /// <summary>Splits read at the same time.</summary>
    public int? Readers { get; init; }

    /// <summary>Blocks decoded at the same time.</summary>
    public int? Decoders { get; init; }

    /// <summary>Blocks of one split that may be on their way from its reader to the shuffle buffer.</summary>
    public int? Window { get; init; }

    /// <summary>Batches that may be ready ahead of the one that is being used; with that one, as many as ever exist.</summary>
    public int? Prefetch { get; init; }

    /// <summary>
    /// More settings, as HOCON: the section <c>actor-pipeline</c>, without those of the data order, and, for a system of the run's own,
    /// <c>akka</c>. Such a system writes its warnings, bad records that are left out among them, to standard output, unless
    /// <c>akka.loggers</c> says otherwise.
    /// </summary>
    public Config? Config { get; init; }

    /// <summary>All settings of the run, and the configuration they come from.</summary>
    /// <exception cref="PipelineException">One is not what it must be, or in the wrong place.</exception>
    internal (RunSettings Run, Config Config) Resolve()
    {
        var given = Config ?? ConfigurationFactory.Empty;
        KnownSettings.Check("RunOptions", given);
        Refuse(given, s => s.Kind == SettingKind.DataOrder, "Dataset");
        var config = given.WithFallback(System is null ? ReferenceConf.Config : ConfigOf(System, given));
        var run = new SettingsReader(config).Read<RunSettings>();
        run = run with
        {
            MaxSteps = MaxSteps ?? run.MaxSteps,
            MaxBadRecords = MaxBadRecords ?? run.MaxBadRecords,
            Readers = Readers ?? run.Readers,
            Decoders = Decoders ?? run.Decoders,
            Window = Window ?? run.Window,
            Prefetch = Prefetch ?? run.Prefetch,
        };
        SettingProperty.Check(run);
        return run.Checkpoint.Folder is { } folder
            ? throw SettingsReader.Wrong("checkpoint.dir", "\"\", since the place in this stream is the run's Cursor, to be saved with the model", folder)
            : (run, config);
    }

    // Akka looks up dispatchers in the system's own configuration alone.
    private static Config ConfigOf(ActorSystem system, Config given)
    {
        const string Place = "configuration of the ActorSystem that was given";
        if (given.HasPath("akka"))
            throw Misplaced("akka", Place);
        Refuse(given, s => s.Unit == "dispatcher", Place);
        lock (_injecting)
            if (SettingsCatalog.All.Any(s => !system.Settings.Config.HasPath($"{SettingsReader.Root}.{s.Key}")))
                system.Settings.InjectTopLevelFallback(ReferenceConf.Config);
        KnownSettings.CheckSection($"The configuration of the ActorSystem {system.Name}", system.Settings.Config);
        return system.Settings.Config;
    }

    private static void Refuse(Config given, Func<Setting, bool> which, string place)
    {
        foreach (var setting in SettingsCatalog.All.Where(s => which(s) && given.HasPath($"{SettingsReader.Root}.{s.Key}")))
            throw Misplaced($"{SettingsReader.Root}.{setting.Key}", place);
    }

    private static PipelineException Misplaced(string path, string place) =>
        new(FailureKind.Settings, $"{path}: expected in the {place}, found in the options of its run.");
}
