using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Tests.Running;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Tests.FrontDoor;

/// <summary>Pipelines read by <c>await foreach</c>, over the files and with the settings of <see cref="PipelineTestKit"/>.</summary>
public abstract class FrontDoorKit : PipelineTestKit
{
    private static readonly Config _small = ConfigurationFactory.ParseString("""
        actor-pipeline {
          files.split-bytes = 100
          reader { block-bytes = 32, window = 2 }
          supervisor { restart-backoff = 1ms, stop-grace-period = 20s }
        }
        """);

    /// <summary>115 batches in the actor system of the test; <see cref="PipelineBuilder.MaxSteps"/> and others make it another stream.</summary>
    protected PipelineBuilder Builder => OwnBuilder.In(Sys);

    /// <summary>The same in a system of its own.</summary>
    protected PipelineBuilder OwnBuilder => Over($"{Folder.Path}/*.csv");

    /// <summary>The same over other files.</summary>
    protected static PipelineBuilder Over(string glob) =>
        Pipeline.FromFiles(glob).Configure(_small).Epochs(2).Shuffle(minAfterDequeue: 20).Batch(7);

    /// <summary>All that is in a batch, to outlive it.</summary>
    protected static string TextOf(MiniBatch batch) =>
        $"{batch.Step}: {string.Join(' ', batch.Features.ToArray())} -> {string.Join(' ', batch.Labels.ToArray())}";

    /// <summary>Reads to the end.</summary>
    protected static async Task<List<string>> ReadAsync(Pipeline pipeline)
    {
        var batches = new List<string>();
        await foreach (var batch in pipeline.ReadBatchesAsync())
            batches.Add(TextOf(batch));
        return batches;
    }

    /// <summary>Builds a pipeline, reads it to the end and disposes it.</summary>
    protected static async Task<List<string>> ReadAsync(PipelineBuilder builder)
    {
        await using var pipeline = builder.Build();
        return await ReadAsync(pipeline);
    }

    /// <summary>Disposes a pipeline that has been read, and says how its run had ended: no buffer is left, and no actor.</summary>
    protected static async Task<EndReason> EndOf(Pipeline pipeline)
    {
        await pipeline.DisposeAsync();
        var run = pipeline.Run!;
        var result = await run.Result;
        Assert.Equal(0, result.LeakedBuffers);
        Assert.Empty(result.Stragglers);
        AssertIsGone(run);
        return result.EndedBy;
    }

    /// <summary>In a given system nothing is left of a run; one of its own is terminated.</summary>
    internal static void AssertIsGone(RunHandle run)
    {
        if (!run.System.WhenTerminated.IsCompleted)
            run.System.Stop(run.System.ActorOf(Props.Create(() => new Nothing()), run.Supervisor.Path.Name)); // a name in use is refused
    }

    /// <summary>Reads on until the pipeline says what is wrong.</summary>
    protected static async Task<PipelineException> FailureOf(Pipeline pipeline, Action<MiniBatch>? see = null) =>
        await Assert.ThrowsAsync<PipelineException>(async () =>
        {
            await foreach (var batch in pipeline.ReadBatchesAsync())
                see?.Invoke(batch);
        });

    protected static void Expect(FailureKind kind, string message, PipelineException failure)
    {
        Assert.Contains(message, failure.Message);
        Assert.Equal(kind, failure.Kind);
    }

    private sealed class Nothing : ReceiveActor;
}
