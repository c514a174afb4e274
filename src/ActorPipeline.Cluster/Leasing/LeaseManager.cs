using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Wire;
using ActorPipeline.Cluster.Working;
using ActorPipeline.Data;
using ActorPipeline.Order;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using Akka.Actor;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>When the trainer's own node reads and decodes too.</summary>
public enum LocalWorkers
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Beside all others.</summary>
    Always,

    /// <summary>While no other worker can be reached, or can read a file.</summary>
    WhenNone,
}

/// <summary>
/// B and C on other nodes: leases the run's splits to workers that ask for them, pulls the blocks of each lease, and hands them to the shuffle
/// buffer. Of whatever a worker loses the rest is leased again, so that each block comes once. This page is the whole conversation between a
/// trainer's node and a worker's; blocks go another way, see <see cref="BlockServer"/>.
/// </summary>
public static class LeaseManager
{
    /// <summary>The actor's name, below the supervisor.</summary>
    public const string Name = "leases";

    /// <summary>From a worker, again and again until it is engaged: is there work?</summary>
    public sealed record Present : IControlMessage;

    /// <summary>To a worker: this is the work; answered by <see cref="Ready"/>.</summary>
    public sealed record Engage(Job Job) : IControlMessage;

    /// <summary>From a worker, whenever it has changed and now and then: how many splits it has asked for since it was engaged.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Server">The id of its data plane.</param>
    /// <param name="Address">Where that is, <c>http://HOST:PORT</c> or <c>https://HOST:PORT</c>.</param>
    /// <param name="Asked">Splits asked for, in all: a count that only grows does not mind what is lost or comes twice.</param>
    /// <param name="Readers">What its readers have done.</param>
    /// <param name="Decoders">What its decoders have done.</param>
    public sealed record Ready(RunId Run, Guid Server, Uri Address, long Asked, StageWork Readers, StageWork Decoders) : IControlMessage;

    /// <summary>What a stage has done on a worker.</summary>
    /// <param name="Actors">Actors that it has there.</param>
    /// <param name="Busy">Time they were busy since the worker was engaged, summed.</param>
    public readonly record struct StageWork(int Actors, TimeSpan Busy);

    /// <summary>To a worker: the run is over.</summary>
    public sealed record Dismiss(RunId Run) : IControlMessage;

    /// <summary>How splits are leased.</summary>
    /// <param name="Splits">Splits on their way at the same time.</param>
    /// <param name="LateAfter">Time without a block after which the first split is leased a second time.</param>
    /// <param name="LocalWorkers">When the trainer's own node works too.</param>
    /// <param name="MinWorkers">Workers that must be there before the first split is leased.</param>
    /// <param name="WaitForWorkers">How long a run waits for a worker where none is there.</param>
    public sealed record Settings(
        [Setting("cluster.splits", SettingKind.Speed, "splits", Min = 1, Max = 1024)]
        int Splits,
        [Setting("cluster.late-after", SettingKind.Speed, "duration", Min = 0.001, Max = 24 * 60 * 60)]
        TimeSpan LateAfter,
        [Setting("cluster.local-workers", SettingKind.Speed, "word")]
        LocalWorkers LocalWorkers,
        [Setting("cluster.min-workers", SettingKind.Run, "workers", Min = 0, Max = 10_000, Option = "--min-workers")]
        int MinWorkers,
        [Setting("cluster.wait-for-workers", SettingKind.Run, "duration", Min = 0.001, Max = 30 * 24 * 60 * 60)]
        TimeSpan WaitForWorkers)
    {
        /// <summary>Reads these settings. There are at least as many splits on their way as are taken in turn.</summary>
        public static Settings From(SettingsReader reader)
        {
            var settings = reader.Read<Settings>();
            return settings with { Splits = Math.Max(settings.Splits, reader.Read<OrderSettings>().Interleave) };
        }
    }

    /// <summary>The stage's actor.</summary>
    internal static Props Props(Settings settings, FeedContext context, LeaseMemory memory, BlockClient client, Action<string> note) =>
        Akka.Actor.Props.Create(() => new LeaseManagerActor(settings, context, memory, client, note)).WithDispatcher(ReferenceConf.BlockingDispatcher);
}
