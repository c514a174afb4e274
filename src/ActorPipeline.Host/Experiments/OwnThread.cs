namespace ActorPipeline.Host.Experiments;

/// <summary>Work on a thread of its own, as the pipeline's stages have it where they block.</summary>
internal static class OwnThread
{
    public static Task Run(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
