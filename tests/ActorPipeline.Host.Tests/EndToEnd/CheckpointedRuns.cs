using System.Text.Json;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>What a summary says of a training that has to be the same, and where the run went on.</summary>
internal sealed record TrainedRun(long Steps, long Rows, int LastBatchSize, string? StreamHash, string? WeightsHash, long? ResumedFrom)
{
    public static TrainedRun Of(JsonElement summary) => new(summary.GetProperty("steps").GetInt64(), summary.GetProperty("rows").GetInt64(),
        summary.GetProperty("lastBatchSize").GetInt32(), summary.GetProperty("streamHash").GetString(), summary.GetProperty("weightsHash").GetString(),
        summary.GetProperty("resumedFromStep") is { ValueKind: JsonValueKind.Number } step ? step.GetInt64() : null);
}

/// <summary>Trainings with checkpoints, of files that have several splits, and splits that have several blocks.</summary>
public abstract class CheckpointedRuns : HostRuns
{
    private protected static readonly string[] _train =
        ["train", "--data", "data/*.csv", "--stream-hash", "--set", "files.split-bytes=4KiB", "--set", "reader.block-bytes=1KiB", "--set", "trainer.hidden-units=16"];

    private protected static readonly string[] _resume = ["--checkpoint-dir", "checkpoints", "--checkpoint-every", "20", "--resume"];

    /// <summary>Whatever is in the folder of checkpoints, the latest last; below the run's folder.</summary>
    private protected string[] Checkpoints =>
        [.. Directory.EnumerateFileSystemEntries(Folder["checkpoints"]).Select(f => Path.GetRelativePath(Folder.Path, f)).Order()];

    /// <summary>The checkpoint of a step, below the run's folder.</summary>
    private protected static string FileOf(long step) => $"checkpoints/step-{step:D10}.checkpoint";

    /// <summary>Trains to an end without a failure.</summary>
    private protected async Task<TrainedRun> Train(params string[] args) => TrainedRun.Of(await Summary([.. _train, .. args]));
}
