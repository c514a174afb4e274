using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>Remoting, and this node's place in a cluster: <c>akka.actor.provider = cluster</c>.</summary>
internal sealed class ClusterActorRefProvider(ActorSystemImpl system) : RemoteActorRefProvider(system)
{
    private Cluster? _cluster;

    /// <summary>There from the start of the system on.</summary>
    internal Cluster Cluster => _cluster!;

    internal override void Start()
    {
        base.Start();
        _cluster = new Cluster(System, this);
    }

    /// <summary>The cluster's own heartbeats say what becomes of its members.</summary>
    internal override bool IsMonitoredElsewhere(Address address) =>
        _cluster is { IsTerminated: false } cluster && cluster.View.Members.Values.Any(member => member.Address == address);
}
