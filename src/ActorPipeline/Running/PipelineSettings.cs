using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Settings;
using ActorPipeline.Stages;

namespace ActorPipeline.Running;

/// <summary>A data set and how it is run, as each stage wants to know it.</summary>
/// <param name="Data">Defines the stream.</param>
/// <param name="Run">All else.</param>
public sealed record PipelineSettings(Dataset Data, RunSettings Run)
{
    /// <summary>The settings of kind <see cref="SettingKind.Training"/>, which are the trainer's; a checkpoint keeps them.</summary>
    public IReadOnlyList<SettingValue> Training { get; init; } = [];

    /// <summary>Every so many batches one carries a cursor; null: where checkpoints are taken.</summary>
    public int? CursorEvery { get; init; }

    /// <summary>A: FileEnumerator.</summary>
    public EpochSettings Files => new(
        Data.Files, Data.Order.Seed, Data.Order.Epochs, Data.Shuffling.Mode == ShuffleMode.All, Data.Order.SplitBytes, Data.Format.HeaderLines);

    /// <summary>
    /// B: LineReader. There are at least as many readers as splits taken in turn: fewer could each hold a split that is not wanted yet.
    /// </summary>
    public LineReader.Settings Reader => new(Math.Max(Run.Readers, Data.Order.Interleave), Data.Order.BlockBytes, Run.Window, Run.BytesPerSecond);

    /// <summary>C: Decoder.</summary>
    public Decoder.Settings Decoder => new(Run.Decoders, Data.Format.ToFormat(), Run.RowBlockBytes);

    /// <summary>D, E: ShuffleBuffer.</summary>
    public ShuffleSettings Shuffle
    {
        get
        {
            var shuffling = Data.Shuffling.Resolve(Data.Batching.Size);
            return new(Data.Order.Seed, Data.Order.Epochs, Data.Order.Interleave, shuffling.MinAfterDequeue, shuffling.Capacity!.Value,
                shuffling.EpochBoundary, Data.Batching.Size, Data.Batching.AllowSmallerFinalBatch, Run.MaxSteps, Run.Prefetch,
                Data.Format.OnBadRecord, Run.MaxBadRecords)
            {
                CursorEvery = CursorEvery ?? (Checkpoint.Folder is null ? null : Checkpoint.Every),
            };
        }
    }

    /// <summary>G: PipelineSupervisor.</summary>
    public PipelineSupervisor.Settings Supervisor => Run.Supervisor;

    /// <summary>When checkpoints are taken, and where they go.</summary>
    public CheckpointWriter.Settings Checkpoint => Run.Checkpoint;

    /// <summary>Reads all of them.</summary>
    /// <exception cref="PipelineException">One is not what it must be; the message names key, expectation and value.</exception>
    public static PipelineSettings From(SettingsReader reader) =>
        new(reader.Read<Dataset>(), reader.Read<RunSettings>()) { Training = reader.All(SettingKind.Training) };

    /// <summary>What the stream is a function of: the data set's settings, and these files.</summary>
    public StreamIdentity IdentityOf(IReadOnlyList<DataFile> files) => StreamIdentity.Of(Data.Identity, files);
}
