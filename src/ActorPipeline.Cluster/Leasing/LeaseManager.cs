using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Wire;
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
/// B and C on other nodes: leases the run's splits to workers that request them, pulls the blocks of each lease, and passes them on to the
/// shuffle buffer. The rest of a split that a worker loses is leased again, so that each block comes once. The conversation with the workers is
/// <see cref="WorkerProtocol"/>; blocks take another route, see <see cref="BlockServer"/>.
/// </summary>
public static class LeaseManager
{
    /// <summary>The actor's name, below the supervisor.</summary>
    public const string Name = "leases";

    /// <summary>How splits are leased.</summary>
    /// <param name="Splits">Splits in flight.</param>
    /// <param name="LateAfter">Time without a block after which the first split is leased a second time.</param>
    /// <param name="LocalWorkers">When the trainer's own node works too.</param>
    /// <param name="MinWorkers">Workers that must have joined before the first split is leased.</param>
    /// <param name="WaitForWorkers">How long a run waits for a worker where there is none.</param>
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
        /// <summary>Reads these settings. There are at least as many splits in flight as are interleaved.</summary>
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
