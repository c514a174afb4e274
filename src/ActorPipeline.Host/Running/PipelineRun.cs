using ActorPipeline.Checkpoints;
using ActorPipeline.Cluster.Nodes;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Host.Options;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Host.Running;

/// <summary>One run in an actor system of its own.</summary>
internal static class PipelineRun
{
    /// <summary>Runs to the end of the stream, to a stop or to the first failure, and shuts the system down.</summary>
    /// <param name="settings">Where the settings come from.</param>
    /// <param name="pipeline">The settings of the stages.</param>
    /// <param name="from">The checkpoint to go on from; null: at the begin.</param>
    /// <param name="consumer">Stage F.</param>
    /// <param name="meters">Takes what the stages do.</param>
    /// <param name="message">Takes the engine's warnings and errors.</param>
    /// <param name="stop">Cancelled when the run is to stop.</param>
    /// <param name="cluster">The cluster that reads and decodes; null: this machine does.</param>
    public static async Task<RunResult> RunAsync(EffectiveSettings settings, PipelineSettings pipeline, Checkpoint? from, ConsumerProps consumer,
        PipelineMeters meters, Action<string> message, CancellationToken stop, ClusterRun? cluster = null)
    {
        var system = Engine.CreateSystem(settings.Config, cluster?.Settings.ConfigFor(ClusterSettings.TrainerRole));
        try
        {
            var logger = system.ActorOf(Props.Create(() => new MessageLogger(message)), "messages");
            await using var node = cluster is null ? null : await cluster.StartAsync(system, settings.Reader);
            var supervisor = system.ActorOf(
                PipelineSupervisor.Props(pipeline, consumer, meters, from, node?.Feed), TrainerNode.SupervisorName);
            using var stopping = stop.Register(() => supervisor.Tell(PipelineSupervisor.Stop.Instance));
            var result = await ResultOf(supervisor);
            await logger.Ask<MessageLogger.Flush>(MessageLogger.Flush.Instance, Timeout.InfiniteTimeSpan);
            return result;
        }
        finally
        {
            await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        }
    }

    /// <summary>The result of a run that failed outside of its stages.</summary>
    /// <param name="kind">Who has to act.</param>
    /// <param name="where">Whose failure it is.</param>
    /// <param name="cause">What happened.</param>
    public static RunResult Failed(FailureKind kind, string where, Exception cause) => new(
        default, EndReason.Failure, null, new RunFailure(kind, where, cause.Message, cause), BytesHeld: 0, LeakedBuffers: 0, Stragglers: []);

    // A supervisor answers with an exception only where it failed itself; there is no result then.
    private static async Task<RunResult> ResultOf(IActorRef supervisor)
    {
        try
        {
            return await supervisor.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, Timeout.InfiniteTimeSpan);
        }
        catch (Exception e)
        {
            return Failed(FailureKind.Training, supervisor.Path.ToStringWithoutAddress(), e);
        }
    }
}
