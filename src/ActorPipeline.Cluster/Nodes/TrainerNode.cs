using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Cluster.Working;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using Akka.Actor;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>The node that trains: the first of its cluster, which leases splits to the workers that join it, and is a worker itself if the settings say so.</summary>
public sealed class TrainerNode : IAsyncDisposable
{
    /// <summary>The name that the run's supervisor must have, below <c>/user</c>: workers look for it.</summary>
    public const string SupervisorName = "pipeline";

    private readonly WorkerNode? _local;

    private TrainerNode(WorkerNode? local, IFeed feed, Address address) => (_local, Feed, Address) = (local, feed, address);

    /// <summary>Stages B and C of the run; to be given to its <see cref="PipelineSupervisor"/>.</summary>
    public IFeed Feed { get; }

    /// <summary>The address that workers join.</summary>
    public Address Address { get; }

    /// <summary>Forms a cluster.</summary>
    /// <param name="system">The node's actor system, made with <see cref="ClusterSettings.ConfigFor"/>.</param>
    /// <param name="reader">The settings.</param>
    /// <param name="note">Takes what a user wants to know: which workers join and leave, what the run waits for.</param>
    /// <exception cref="PipelineException">A setting is wrong, or a port cannot be opened.</exception>
    public static async Task<TrainerNode> StartAsync(ActorSystem system, SettingsReader reader, Action<string> note)
    {
        var (settings, leases) = (ClusterSettings.From(reader), LeaseManager.Settings.From(reader));
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
        system.ActorOf(WorkerMonitor.Props(settings.RemoveAfter, note), WorkerMonitor.Name);
        var local = leases.LocalWorkers == LocalWorkers.Never ? null : await WorkerNode.StartAsync(
            system, Worker.Settings.From(reader), "127.0.0.1", "127.0.0.1", 0, settings.Token, settings.Certificates, _ => { });
        local?.Actor.Tell(new Worker.SetManager(system.ActorSelection($"/user/{SupervisorName}/{LeaseManager.Name}")));
        return new(local, new LeasedFeed(leases, () => new BlockClient(settings.Token, settings.Certificates), note), cluster.SelfAddress);
    }

    /// <summary>Stops its own worker; the cluster is left by <see cref="CoordinatedShutdown"/>.</summary>
    public ValueTask DisposeAsync() => _local?.DisposeAsync() ?? ValueTask.CompletedTask;
}
