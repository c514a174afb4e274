using System.Globalization;
using ActorPipeline.Cluster.Nodes;
using ActorPipeline.Settings;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Benchmarks.Cluster;

/// <summary>
/// Many workers' nodes in one process, each with an actor system and ports of its own: for a trainer they are as many workers, and for a machine
/// with few cores they are one program to compile.
/// </summary>
internal static class ManyWorkers
{
    /// <summary>Joins a trainer, and works until its end.</summary>
    /// <param name="args">How many, the trainer's HOST:PORT, and the token's file.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var config = ConfigurationFactory.ParseString($$"""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            actor-pipeline.cluster { join = ["{{args[1]}}"], token-file = "{{args[2]}}" }
            """).WithFallback(ReferenceConf.Config);
        var count = int.Parse(args[0], CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => WorkAsync(config)));
        return 0;
    }

    private static async Task WorkAsync(Config config)
    {
        var reader = new SettingsReader(config);
        using var system = ActorSystem.Create(
            "actor-pipeline", config.WithFallback(ClusterSettings.From(reader).ConfigFor(ClusterSettings.WorkerRole)));
        await using var membership = await WorkerMembership.JoinAsync(system, reader, _ => { });
        await membership.Ended;
    }
}
