using Akka.Cluster.Membership;
using Akka.Cluster.SBR;
using Akka.Configuration;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>The section <c>akka.cluster</c>.</summary>
internal sealed class ClusterSettings
{
    private const string Resolver = "Akka.Cluster.SBR.SplitBrainResolverProvider";

    /// <summary>Keys of Akka.NET that this engine knows; any other would be ignored, so it is refused.</summary>
    private static readonly HashSet<string> _known =
    [
        "seed-nodes", "seed-node-timeout", "retry-unsuccessful-join-after", "shutdown-after-unsuccessful-join-seed-nodes",
        "downing-provider-class", "allow-weakly-up-members", "roles", "run-coordinated-shutdown-when-down", "role", "min-nr-of-members",
        "log-info", "periodic-tasks-initial-delay", "gossip-interval", "leader-actions-interval", "unreachable-nodes-reaper-interval",
        "gossip-different-view-probability", "failure-detector", "split-brain-resolver",
    ];

    private static readonly HashSet<string> _knownOfDetector =
    [
        "heartbeat-interval", "threshold", "max-sample-size", "min-std-deviation", "acceptable-heartbeat-pause",
        "monitored-by-nr-of-members", "expected-response-after",
    ];

    private static readonly HashSet<string> _knownOfResolver = ["active-strategy", "stable-after", "down-all-when-unstable", "keep-oldest"];

    private static readonly HashSet<string> _knownOfKeepOldest = ["down-if-alone", "role"];

    /// <exception cref="ConfigurationException">A key is unknown, or a value impossible or not supported.</exception>
    internal ClusterSettings(Config all)
    {
        var config = all.GetConfig("akka.cluster")!;
        RefuseUnknown(config, "", _known);
        SeedNodes = [.. config.GetStringList("seed-nodes").Select(Actor.Address.Parse)];
        SeedNodeTimeout = Positive(config, "seed-node-timeout");
        RetryJoinAfter = Optional(config, "retry-unsuccessful-join-after");
        ShutdownAfterUnsuccessfulJoin = Optional(config, "shutdown-after-unsuccessful-join-seed-nodes");
        WeaklyUpAfter = Optional(config, "allow-weakly-up-members");
        Roles = [.. config.GetStringList("roles")];
        RunsShutdownWhenDown = config.GetBoolean("run-coordinated-shutdown-when-down");
        LogsInfo = config.GetBoolean("log-info");
        InitialDelay = config.GetTimeSpan("periodic-tasks-initial-delay", allowInfinite: false);
        GossipInterval = Positive(config, "gossip-interval");
        LeaderInterval = Positive(config, "leader-actions-interval");
        ReaperInterval = Positive(config, "unreachable-nodes-reaper-interval");
        DifferentViewProbability = config.GetDouble("gossip-different-view-probability");
        Minimum = new MinimumMembers(config.GetInt("min-nr-of-members"), Roled(config).ToDictionary());

        var detector = config.GetConfig("failure-detector")!;
        RefuseUnknown(detector, "failure-detector.", _knownOfDetector);
        FailureDetector = FailureDetectorSettings.Read(detector);
        HeartbeatInterval = FailureDetector.FirstHeartbeatEstimate;
        ExpectedResponseAfter = detector.GetTimeSpan("expected-response-after", allowInfinite: false);
        MonitoredBy = detector.GetInt("monitored-by-nr-of-members");

        RefuseUnless(config, "downing-provider-class", value => value.Length == 0 || value.Split(',')[0].Trim() == Resolver);
        Resolves = config.GetString("downing-provider-class") is { Length: > 0 };
        RefuseUnless(config, "split-brain-resolver.active-strategy", value => !Resolves || value == "keep-oldest");
        var resolver = config.GetConfig("split-brain-resolver")!;
        RefuseUnknown(resolver, "split-brain-resolver.", _knownOfResolver);
        RefuseUnknown(resolver.GetConfig("keep-oldest")!, "split-brain-resolver.keep-oldest.", _knownOfKeepOldest);
        StableAfter = Positive(resolver, "stable-after");
        DownAllAfter = resolver.GetString("down-all-when-unstable") is "on" or "true"
            ? TimeSpan.FromTicks(Math.Max(StableAfter.Ticks * 3 / 4, TimeSpan.TicksPerSecond * 4))
            : Optional(resolver, "down-all-when-unstable");
        Strategy = new KeepOldest(resolver.GetString("keep-oldest.role")!, resolver.GetBoolean("keep-oldest.down-if-alone"));
    }

    internal IReadOnlyList<Actor.Address> SeedNodes { get; }

    internal TimeSpan SeedNodeTimeout { get; }

    /// <summary>Null for never.</summary>
    internal TimeSpan? RetryJoinAfter { get; }

    /// <summary>Null for never.</summary>
    internal TimeSpan? ShutdownAfterUnsuccessfulJoin { get; }

    /// <summary>Null for never.</summary>
    internal TimeSpan? WeaklyUpAfter { get; }

    internal IReadOnlyList<string> Roles { get; }

    internal bool RunsShutdownWhenDown { get; }

    internal bool LogsInfo { get; }

    internal TimeSpan InitialDelay { get; }

    internal TimeSpan GossipInterval { get; }

    internal TimeSpan LeaderInterval { get; }

    internal TimeSpan ReaperInterval { get; }

    /// <summary>How often gossip goes to a node that is not known to have the latest version, while there is one.</summary>
    internal double DifferentViewProbability { get; }

    internal MinimumMembers Minimum { get; }

    internal FailureDetectorSettings FailureDetector { get; }

    internal TimeSpan HeartbeatInterval { get; }

    /// <summary>When a node that has never answered counts as if it had, so that its silence is noticed.</summary>
    internal TimeSpan ExpectedResponseAfter { get; }

    internal int MonitoredBy { get; }

    /// <summary>Whether unreachable members are decided on; otherwise they stay until somebody downs them.</summary>
    internal bool Resolves { get; }

    internal KeepOldest Strategy { get; }

    internal TimeSpan StableAfter { get; }

    /// <summary>Null for never.</summary>
    internal TimeSpan? DownAllAfter { get; }

    private static IEnumerable<KeyValuePair<string, int>> Roled(Config config) => (config.GetConfig("role")?.AsEnumerable() ?? [])
        .Select(role => KeyValuePair.Create(role.Key, config.GetInt($"role.{role.Key}.min-nr-of-members")));

    private static TimeSpan Positive(Config config, string key)
    {
        var value = config.GetTimeSpan(key, allowInfinite: false);
        return value > TimeSpan.Zero
            ? value
            : throw new ConfigurationException($"akka.cluster: {key} must be > 0, is [{config.GetString(key)}].");
    }

    private static TimeSpan? Optional(Config config, string key) =>
        config.GetString(key) is "off" or "false" ? null : Positive(config, key);

    private static void RefuseUnless(Config config, string key, Func<string, bool> isSupported)
    {
        var value = config.GetString(key) ?? "";
        if (!isSupported(value))
        {
            throw new ConfigurationException($"The embedded engine does not support [akka.cluster.{key} = {value}]; "
                + $"expected {Resolver} with active-strategy = keep-oldest, or no provider.");
        }
    }

    private static void RefuseUnknown(Config config, string path, HashSet<string> known)
    {
        foreach (var (key, _) in config.AsEnumerable())
        {
            if (!known.Contains(key))
                throw new ConfigurationException($"The embedded engine does not support [akka.cluster.{path}{key}].");
        }
    }
}
