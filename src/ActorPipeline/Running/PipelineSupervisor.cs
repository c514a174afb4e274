using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Running;

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

    /// <summary>Ends the run after the batches that are with the consumer; the result says <see cref="EndReason.Signal"/>.</summary>
    public sealed record Stop
    {
        /// <summary>The only one.</summary>
        public static Stop Instance { get; } = new();
    }

    /// <summary>How failures and the end are handled.</summary>
    /// <param name="MaxRestarts">Restarts of one reader or decoder.</param>
    /// <param name="RestartWindow">The time without a failure after which they are counted anew.</param>
    /// <param name="RestartBackoff">How long a reader or decoder waits after its first failure.</param>
    /// <param name="StopGracePeriod">How long the consumer may take to the end of the stream after a stop, and then the stages to stop.</param>
    public sealed record Settings(
        [Setting("supervisor.max-restarts", SettingKind.Run, "restarts", Min = 0, Max = 1_000_000)]
        int MaxRestarts,
        [Setting("supervisor.restart-window", SettingKind.Run, "duration", Min = 0.001, Max = 30 * 24 * 60 * 60)]
        TimeSpan RestartWindow,
        [Setting("supervisor.restart-backoff", SettingKind.Run, "duration", Min = 0.001, Max = 60 * 60)]
        TimeSpan RestartBackoff,
        [Setting("supervisor.stop-grace-period", SettingKind.Run, "duration", Min = 0.001, Max = 24 * 60 * 60)]
        TimeSpan StopGracePeriod) : IValidated
    {
        /// <summary>How long a reader or decoder waits after each failure.</summary>
        public Backoff Backoff => new(RestartBackoff, 100 * RestartBackoff);

        /// <inheritdoc/>
        public void Validate()
        {
            // A wait as long as the window would make each failure the first, and none the last.
            if (RestartWindow <= Backoff.Longest)
                throw SettingsReader.Wrong(this, nameof(RestartWindow), "more than 100 x restart-backoff, the longest wait");
        }
    }

    /// <summary>The actor of one run.</summary>
    /// <param name="settings">The settings of all stages.</param>
    /// <param name="consumer">Stage F.</param>
    /// <param name="meters">What the stages have done.</param>
    /// <param name="from">The checkpoint to go on from; null: at the begin.</param>
    /// <param name="feed">Stages B and C; null: those of this machine.</param>
    public static Props Props(
        PipelineSettings settings, ConsumerProps consumer, PipelineMeters meters, Checkpoint? from = null, IFeed? feed = null)
    {
        var stages = feed ?? new LocalFeed();
        return Akka.Actor.Props.Create(() => new PipelineSupervisorActor(settings, consumer, meters, from, stages));
    }
}
