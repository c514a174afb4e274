using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>On the trainer's node: tells of workers that cannot be reached. Their leases do not wait for it.</summary>
internal sealed class WorkerLookout : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    public WorkerLookout(Action<string> note)
    {
        Receive<ClusterEvent.UnreachableMember>(lost => note($"node {HostAndPort(lost.Member)} cannot be reached"));
        Receive<ClusterEvent.ReachableMember>(back => note($"node {HostAndPort(back.Member)} can be reached again"));
    }

    public static Props Props(Action<string> note) => Akka.Actor.Props.Create(() => new WorkerLookout(note));

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.UnreachableMember), typeof(ClusterEvent.ReachableMember));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private static string HostAndPort(Member member) => $"{member.Address.Host}:{member.Address.Port}";
}
