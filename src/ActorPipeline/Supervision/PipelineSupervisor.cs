using ActorPipeline.Checkpoints;
using ActorPipeline.Consuming;
using ActorPipeline.Settings;
using ActorPipeline.Shuffling;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Supervision;

/// <summary>
/// G: wires the stages, counts on the stream's end, and ends the run: at OutOfRange, at a stop from outside, or at the first
/// failure. One supervisor is one run; it begins when the actor starts.
/// </summary>
public static class PipelineSupervisor
{
    /// <summary>Asks for the <see cref="RunResult"/>; answered when the run is over, and at once after that.</summary>
    public sealed record GetResult
    {
        /// <summary>The only one.</summary>
        public static GetResult Instance { get; } = new();
    }

    /// <summary>Ends the run after the batches that are with the consumer; the result says <see cref="EndedBy.Signal"/>.</summary>
    public sealed record Stop
    {
        /// <summary>The only one.</summary>
        public static Stop Instance { get; } = new();
    }

    /// <summary>How failures and the end are handled.</summary>
    /// <param name="MaxRestarts">Restarts of one reader or decoder within the window.</param>
    /// <param name="RestartWindow">The time within which they are counted.</param>
    /// <param name="StopGracePeriod">How long the consumer may take to the end of the stream after a stop, and then the stages to stop.</param>
    public sealed record Settings(int MaxRestarts, TimeSpan RestartWindow, TimeSpan StopGracePeriod)
    {
        /// <summary>Reads these settings.</summary>
        public static Settings From(SettingsReader reader) => new(reader.Integer("supervisor.max-restarts", min: 0),
            reader.Duration("supervisor.restart-window"), reader.Duration("supervisor.stop-grace-period"));
    }

    /// <summary>The actor of one run.</summary>
    /// <param name="settings">The settings of all stages.</param>
    /// <param name="consumer">Stage F.</param>
    /// <param name="meters">What the stages have done.</param>
    /// <param name="from">The checkpoint to go on from; null: at the begin.</param>
    public static Props Props(PipelineSettings settings, ConsumerProps consumer, PipelineMeters meters, Checkpoint? from = null) =>
        Akka.Actor.Props.Create(() => new PipelineSupervisorActor(settings, consumer, meters, from));
}
