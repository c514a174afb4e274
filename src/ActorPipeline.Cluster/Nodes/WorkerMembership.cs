using ActorPipeline.Cluster.Working;
using ActorPipeline.Errors;
using ActorPipeline.Settings;
using Akka.Actor;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>A worker's node as a member of a trainer's cluster, from joining to the trainer's end.</summary>
public sealed class WorkerMembership : IAsyncDisposable
{
    private readonly WorkerNode _node;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerMembership(WorkerNode node, Address address) => (_node, Address) = (node, address);

    /// <summary>The address of this node.</summary>
    public Address Address { get; }

    /// <summary>
    /// Completed when the trainer's node is gone, this one is no longer a member, or <see cref="Leave"/> was called. Then the system is to be
    /// terminated; a new one may join.
    /// </summary>
    public Task Ended => _ended.Task;

    /// <summary>Opens the data port and joins; the trainer need not be up yet.</summary>
    /// <param name="system">The node's actor system, made with <see cref="ClusterSettings.ConfigFor"/>.</param>
    /// <param name="reader">The settings.</param>
    /// <param name="note">Takes what a user wants to know.</param>
    /// <exception cref="PipelineException">A setting is wrong, or a port cannot be opened.</exception>
    public static async Task<WorkerMembership> JoinAsync(ActorSystem system, SettingsReader reader, Action<string> note)
    {
        var settings = ClusterSettings.From(reader);
        if (settings.Join.Count == 0)
            throw SettingsReader.Wrong("cluster.join", "the trainer's HOST:PORT", "[]");
        var cluster = Akka.Cluster.Cluster.Get(system);
        var node = await WorkerNode.StartAsync(
            system, Worker.Settings.From(reader), settings.Host, settings.BindHost, settings.DataPort, settings.Token, settings.Certificates, note);
        var membership = new WorkerMembership(node, cluster.SelfAddress);
        cluster.RegisterOnMemberRemoved(membership.Leave);
        _ = system.WhenTerminated.ContinueWith(_ => membership.Leave(), TaskScheduler.Default);
        system.ActorOf(TrainerMonitor.Props(node.Actor, settings.RemoveAfter, note, membership.Leave), "monitor");
        cluster.JoinSeedNodes(settings.Join.Select(seed => new Address(cluster.SelfAddress.Protocol, system.Name, seed.Host, seed.Port)));
        return membership;
    }

    /// <summary>Ends the membership.</summary>
    public void Leave() => _ended.TrySetResult();

    /// <summary>Closes the data port; the cluster is left by <see cref="CoordinatedShutdown"/>.</summary>
    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
