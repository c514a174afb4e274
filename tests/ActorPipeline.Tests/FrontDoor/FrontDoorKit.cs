using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Tests.FrontDoor;

/// <summary>Runs read by <c>await foreach</c>, over the files and with the settings of <see cref="PipelineTestKit"/>.</summary>
public abstract class FrontDoorKit : PipelineTestKit
{
    private static readonly Config _small = ConfigurationFactory.ParseString(
        "actor-pipeline.supervisor { restart-backoff = 1ms, stop-grace-period = 20s }");

    /// <summary>Runs in the actor system of the test.</summary>
    protected RunOptions Options => OwnOptions with { System = Sys };

    /// <summary>Runs in systems of their own.</summary>
    protected static RunOptions OwnOptions => new() { Window = 2, Config = _small };

    /// <summary>115 batches.</summary>
    protected Dataset Data => Over($"{Folder.Path}/*.csv");

    /// <summary>The same over other files.</summary>
    protected static Dataset Over(string glob)
    {
        var data = Dataset.Csv(glob).Epochs(2).Shuffle(minAfterDequeue: 20).Batch(7);
        return data with { Order = data.Order with { SplitBytes = 100, BlockBytes = 32 } };
    }

    /// <summary>All that is in a batch, to outlive it.</summary>
    protected static string TextOf(MiniBatch batch) =>
        $"{batch.Step}: {string.Join(' ', batch.Features.ToArray())} -> {string.Join(' ', batch.Labels.ToArray())}";

    /// <summary>Reads to the end.</summary>
    protected static async Task<List<string>> ReadAsync(DatasetRun run)
    {
        var batches = new List<string>();
        await foreach (var batch in run.Batches)
            batches.Add(TextOf(batch));
        return batches;
    }

    /// <summary>Starts a run, reads it to the end and disposes it.</summary>
    protected static async Task<List<string>> ReadAsync(Dataset data, RunOptions options)
    {
        await using var run = data.Start(options);
        return await ReadAsync(run);
    }

    /// <summary>Disposes a run that has been read, and says how it had ended: no buffer is left, and no actor.</summary>
    protected static async Task<EndReason> EndOf(DatasetRun run)
    {
        await run.DisposeAsync();
        var result = await run.Handle!.Result;
        Assert.Equal(0, result.LeakedBuffers);
        Assert.Empty(result.Stragglers);
        AssertIsGone(run.Handle);
        return result.EndedBy;
    }

    /// <summary>In a given system nothing is left of a run; one of its own is terminated.</summary>
    internal static void AssertIsGone(RunHandle run)
    {
        if (!run.System.WhenTerminated.IsCompleted)
            run.System.Stop(run.System.ActorOf(Props.Create(() => new Nothing()), run.Supervisor.Path.Name)); // a name in use is refused
    }

    /// <summary>Reads on until the run says what is wrong.</summary>
    protected static async Task<PipelineException> FailureOf(DatasetRun run, Action<MiniBatch>? see = null) =>
        await Assert.ThrowsAsync<PipelineException>(async () =>
        {
            await foreach (var batch in run.Batches)
                see?.Invoke(batch);
        });

    protected static void Expect(FailureKind kind, string message, PipelineException failure)
    {
        Assert.Contains(message, failure.Message);
        Assert.Equal(kind, failure.Kind);
    }

    private sealed class Nothing : ReceiveActor;
}
