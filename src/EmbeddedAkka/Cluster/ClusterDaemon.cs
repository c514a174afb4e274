using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>What travels between nodes. It is repeated or replaced anyway, so nobody misses what is lost.</summary>
internal interface IClusterMessage : IDeadLetterSuppression;

/// <summary>The actor that is this node in the cluster: what it hears from those of other nodes and what it is asked at home.</summary>
internal static class ClusterDaemon
{
    /// <summary>Below <c>/system</c>, the same on every node.</summary>
    internal const string Name = "cluster";

    internal static Props Props(Cluster cluster) =>
        Actor.Props.Create(() => new ClusterDaemonActor(cluster)).WithDispatcher("akka.actor.internal-dispatcher");

    /// <summary>Is there a member at this address?</summary>
    internal sealed record InitJoin : IClusterMessage;

    internal sealed record InitJoinAck(UniqueAddress From) : IClusterMessage;

    internal sealed record Join(UniqueAddress From, ImmutableHashSet<string> Roles) : IClusterMessage;

    /// <summary>The sender has made the receiver a member.</summary>
    internal sealed record Welcome(UniqueAddress From, Gossip Gossip) : IClusterMessage;

    internal sealed record GossipEnvelope(UniqueAddress From, Gossip Gossip) : IClusterMessage;

    internal sealed record GossipStatus(UniqueAddress From, VectorClock Version, long SeenDigest) : IClusterMessage;

    internal sealed record Heartbeat(UniqueAddress From) : IClusterMessage;

    internal sealed record HeartbeatResponse(UniqueAddress From) : IClusterMessage;

    /// <summary>The sender, which is exiting, ends now.</summary>
    internal sealed record ExitConfirmed(UniqueAddress From) : IClusterMessage;

    /// <summary>The sender, which leads, knows that the receiver ends.</summary>
    internal sealed record ExitNoted(UniqueAddress From) : IClusterMessage;

    internal sealed record JoinAt(Address Address);

    internal sealed record JoinSeeds(IReadOnlyList<Address> Seeds);

    internal sealed record LeaveAt(Address Address);

    internal sealed record DownAt(Address Address);

    internal sealed record Subscribe(IActorRef Subscriber, ClusterEvent.SubscriptionInitialStateMode Mode, IReadOnlyList<Type> To);

    internal sealed record Unsubscribe(IActorRef Subscriber);

    internal sealed record OnMemberUp(Action Callback);

    /// <summary>Tells the others that this node ends, and ends.</summary>
    internal sealed record Shutdown
    {
        internal static readonly Shutdown Instance = new();
    }

    /// <summary>What is done again and again.</summary>
    internal enum Tick
    {
        Join,
        Gossip,
        Lead,
        Reap,
        Heartbeat,
    }
}
