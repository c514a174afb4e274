using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>
/// On the trainer's node: tells of nodes that cannot be reached, and removes those for which that lasts, whoever of the others still sees them.
/// Their leases do not wait for it. Two workers that have lost each other are unreachable both: of those that this node can reach, one goes at a
/// time, since the other may be reachable without it.
/// </summary>
internal sealed class WorkerLookout : ReceiveActor, IWithTimers
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly HashSet<Member> _answered = [];

    public WorkerLookout(TimeSpan removeAfter, Action<string> note)
    {
        Receive<ClusterEvent.UnreachableMember>(lost =>
        {
            note($"node {HostAndPort(lost.Member)} cannot be reached");
            Lookout.Ask(Context, lost.Member, removeAfter);
            RemoveLater(lost.Member);
        });
        Receive<Lookout.Answer>(answer => Timers.IsTimerActive(answer.Member.UniqueAddress), answer =>
        {
            _answered.Add(answer.Member);
        });
        Receive<ClusterEvent.ReachableMember>(back =>
        {
            note($"node {HostAndPort(back.Member)} can be reached again");
            Forget(back.Member);
        });
        Receive<ClusterEvent.MemberRemoved>(gone => Forget(gone.Member));
        Receive<Remove>(remove =>
        {
            _cluster.Down(remove.Member.Address);
            if (!_answered.Remove(remove.Member))
                return;
            note($"node {HostAndPort(remove.Member)} is removed: another node cannot reach it, though this one can");
            foreach (var other in _answered)
                RemoveLater(other);
        });
        ReceiveAny(_ => { });

        void RemoveLater(Member member) => Timers.StartSingleTimer(member.UniqueAddress, new Remove(member), removeAfter);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TimeSpan removeAfter, Action<string> note) => Akka.Actor.Props.Create(() => new WorkerLookout(removeAfter, note));

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.UnreachableMember), typeof(ClusterEvent.ReachableMember), typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Forget(Member member)
    {
        Timers.Cancel(member.UniqueAddress);
        _answered.Remove(member);
    }

    private static string HostAndPort(Member member) => $"{member.Address.Host}:{member.Address.Port}";

    private sealed record Remove(Member Member);
}
