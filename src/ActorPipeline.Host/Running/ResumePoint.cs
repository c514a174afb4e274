using ActorPipeline.Checkpoints;
using ActorPipeline.Errors;
using ActorPipeline.Running;

namespace ActorPipeline.Host.Running;

/// <summary>Where a run begins: anew, or at the latest checkpoint of its folder.</summary>
internal static class ResumePoint
{
    /// <summary>The checkpoint to go on from; null: at the begin.</summary>
    /// <param name="pipeline">Where checkpoints are, whether to go on from them, and how the run trains.</param>
    /// <param name="note">Learns what was found.</param>
    /// <param name="warn">Learns of a checkpoint that cannot be read.</param>
    /// <exception cref="PipelineException">
    /// None of the checkpoints can be read; or the run is to begin anew in a folder that holds those of another one, which would be lost.
    /// </exception>
    public static Checkpoint? Find(PipelineSettings pipeline, Action<string> note, Action<string> warn)
    {
        var settings = pipeline.Checkpoint;
        if (settings.Folder is null)
            return null;
        var folder = new CheckpointFolder(settings.Folder);
        if (!settings.Resume)
        {
            return folder.List() is [var (step, file), ..]
                ? throw new PipelineException(FailureKind.Settings,
                    $"{file}: expected a folder without checkpoints, found one of step {step}. --resume goes on from it; another --checkpoint-dir begins anew.")
                : null;
        }
        if (folder.Latest(refused => warn($"warning: {refused}")) is not var (path, checkpoint))
        {
            note($"no checkpoint in {settings.Folder} yet: the run begins at step 1");
            return null;
        }
        foreach (var difference in checkpoint.TrainingDifferences(pipeline.Training))
            warn($"warning: {difference}: the weights from here on are not those of the run that was stopped");
        note($"going on from step {checkpoint.Cursor.Steps}: {path}");
        return checkpoint;
    }
}
