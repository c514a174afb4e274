using ActorPipeline.Checkpoints;
using ActorPipeline.Decoding;
using ActorPipeline.Enumerating;
using ActorPipeline.Reading;
using ActorPipeline.Shuffling;
using ActorPipeline.Supervision;

namespace ActorPipeline.Settings;

/// <summary>The settings of every stage of the library, checked.</summary>
/// <param name="Files">A: FileEnumerator.</param>
/// <param name="Reader">B: LineReader.</param>
/// <param name="Decoder">C: Decoder.</param>
/// <param name="Shuffle">D, E: ShuffleBuffer.</param>
/// <param name="Supervisor">G: PipelineSupervisor.</param>
/// <param name="Checkpoint">When checkpoints are taken, and where they go.</param>
public sealed record PipelineSettings(FileEnumerator.Settings Files, LineReader.Settings Reader, Decoder.Settings Decoder,
    ShuffleBuffer.Settings Shuffle, PipelineSupervisor.Settings Supervisor, CheckpointWriter.Settings Checkpoint)
{
    /// <summary>The settings of kind <see cref="SettingKind.Training"/>, which are the trainer's; a checkpoint keeps them.</summary>
    public IReadOnlyList<SettingValue> Training { get; init; } = [];

    /// <summary>Reads all of them.</summary>
    /// <exception cref="Flow.PipelineException">One is not what it must be; the message names key, expectation and value.</exception>
    public static PipelineSettings From(SettingsReader reader)
    {
        var checkpoint = CheckpointWriter.Settings.From(reader);
        return new(FileEnumerator.Settings.From(reader), LineReader.Settings.From(reader), Decoding.Decoder.Settings.From(reader),
            ShuffleBuffer.Settings.From(reader) with { CursorEvery = checkpoint.Folder is null ? null : checkpoint.Every },
            PipelineSupervisor.Settings.From(reader), checkpoint)
        {
            Training = reader.All(SettingKind.Training),
        };
    }
}
