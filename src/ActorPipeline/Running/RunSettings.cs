using ActorPipeline.Checkpoints;
using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Running;

/// <summary>How a data set is run: nothing here changes a bit of its stream, but for where it ends.</summary>
/// <param name="MaxSteps">Batches in the stream at most; null: all.</param>
/// <param name="MaxBadRecords">Bad records left out at most; null: any number.</param>
/// <param name="Readers">Splits read at the same time.</param>
/// <param name="Window">Blocks of one split that may be on their way.</param>
/// <param name="BytesPerSecond">What all readers of a node read at most; null: as much as they can.</param>
/// <param name="Decoders">Blocks decoded at the same time.</param>
/// <param name="RowBlockBytes">Bytes of a row buffer at most; it has room for one row at least.</param>
/// <param name="Prefetch">Batches gathered ahead of the one being trained on.</param>
/// <param name="Dispatcher">Where actors that block run.</param>
/// <param name="Supervisor">How failures and the end are handled.</param>
/// <param name="Checkpoint">When checkpoints are taken, and where they go.</param>
public sealed record RunSettings(
    [Setting("max-steps", SettingKind.Run, "batches", Min = 1, Max = 1_000_000_000, Otherwise = "unlimited", Option = "--max-steps")]
    int? MaxSteps,
    [Setting("decoder.max-bad-records", SettingKind.Run, "records", Min = 0, Max = 1_000_000_000, Otherwise = "unlimited", Option = "--max-bad-records")]
    int? MaxBadRecords,
    [Setting("reader.readers", SettingKind.Speed, "actors", Min = 1, Max = 1024, Option = "--readers")]
    int Readers,
    [Setting("reader.window", SettingKind.Speed, "blocks", Min = 1, Max = 1024)]
    int Window,
    [Setting("reader.bytes-per-second", SettingKind.Speed, "bytes", Min = 1, Max = 1L << 40, Otherwise = "unlimited")]
    long? BytesPerSecond,
    [Setting("decoder.decoders", SettingKind.Speed, "actors", Min = 1, Max = 1024, Option = "--decoders")]
    int Decoders,
    [Setting("decoder.row-block-bytes", SettingKind.Speed, "bytes", Min = 1, Max = 1 << 30)]
    int RowBlockBytes,
    [Setting("shuffle.prefetch", SettingKind.Speed, "batches", Min = 1, Max = 1024, Option = "--prefetch")]
    int Prefetch,
    [Setting("dispatcher", SettingKind.Speed, "dispatcher")]
    Config Dispatcher,
    PipelineSupervisor.Settings Supervisor,
    CheckpointWriter.Settings Checkpoint) : IValidated
{
    // Those that Akka.NET knows by a word; others are named by their type.
    private static readonly string[] _dispatchers = ["Dispatcher", "TaskDispatcher", "PinnedDispatcher", "ForkJoinDispatcher", "SynchronizedDispatcher"];

    /// <inheritdoc/>
    public void Validate()
    {
        var type = Dispatcher.GetString("type", "");
        if (!_dispatchers.Contains(type) && Type.GetType(type) is null)
            throw SettingsReader.Wrong("dispatcher.type", $"{string.Join(", ", _dispatchers)} or the name of a type", type);
    }
}
