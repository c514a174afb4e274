using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Cluster.Working;
using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>
/// On a worker's node: tells the worker where the trainer's leases are. A cluster whose trainer is gone has no use; a trainer that comes at the
/// same address is another cluster, to be joined anew.
/// </summary>
internal sealed class TrainerLookout : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    /// <param name="worker">The worker.</param>
    /// <param name="note">Takes what a user wants to know.</param>
    /// <param name="lost">Called when the trainer's node has left, or was removed.</param>
    public TrainerLookout(IActorRef worker, Action<string> note, Action lost)
    {
        Receive<ClusterEvent.MemberUp>(up => up.Member.HasRole(ClusterSettings.TrainerRole), up =>
        {
            note($"joined the trainer {up.Member.Address.Host}:{up.Member.Address.Port}");
            worker.Tell(new Worker.TrainerIs(Context.ActorSelection(
                new RootActorPath(up.Member.Address) / "user" / TrainerNode.SupervisorName / LeaseManager.Name)));
        });
        Receive<ClusterEvent.MemberRemoved>(removed => removed.Member.HasRole(ClusterSettings.TrainerRole), removed =>
        {
            note($"the trainer {removed.Member.Address.Host}:{removed.Member.Address.Port} has left");
            worker.Tell(new Worker.TrainerIs(null));
            lost();
        });
        ReceiveAny(_ => { });
    }

    public static Props Props(IActorRef worker, Action<string> note, Action lost) =>
        Akka.Actor.Props.Create(() => new TrainerLookout(worker, note, lost));

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
