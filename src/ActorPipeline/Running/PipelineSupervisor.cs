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
    /// <param name="Backoff">How long a reader or decoder waits after a failure.</param>
    /// <param name="StopGracePeriod">How long the consumer may take to the end of the stream after a stop, and then the stages to stop.</param>
    public sealed record Settings(int MaxRestarts, TimeSpan RestartWindow, Backoff Backoff, TimeSpan StopGracePeriod)
    {
        /// <summary>Reads these settings. A wait as long as the window would make each failure the first, and none the last.</summary>
        public static Settings From(SettingsReader reader)
        {
            const string Window = "supervisor.restart-window";
            const string First = "supervisor.restart-backoff", Longest = "supervisor.max-restart-backoff";
            var (window, backoff) = (reader.Duration(Window), new Backoff(reader.Duration(First), reader.Duration(Longest)));
            if (backoff.Longest < backoff.First)
                throw SettingsReader.Wrong(Longest, $"at least restart-backoff, {reader.Text(First)}", reader.Text(Longest));
            if (window <= backoff.Longest)
                throw SettingsReader.Wrong(Window, $"more than max-restart-backoff, {reader.Text(Longest)}", reader.Text(Window));
            return new(reader.Integer("supervisor.max-restarts", min: 0), window, backoff, reader.Duration("supervisor.stop-grace-period"));
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
