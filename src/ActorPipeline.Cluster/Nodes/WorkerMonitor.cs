using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>
/// On the trainer's node: notes nodes that are unreachable, and removes those that stay so, whether or not other nodes still reach them. Their
/// leases do not wait for that. Where two workers have lost each other, one is reachable again once the other was removed.
/// </summary>
internal sealed class WorkerMonitor : ReceiveActor, IWithTimers
{
    /// <summary>The actor's name.</summary>
    public const string Name = "monitor";

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    public WorkerMonitor(TimeSpan removeAfter, Action<string> note)
    {
        Receive<ClusterEvent.UnreachableMember>(lost =>
        {
            note($"node {HostAndPort(lost.Member)} cannot be reached");
            Timers.StartSingleTimer(lost.Member.UniqueAddress, new Remove(lost.Member), removeAfter);
        });
        Receive<ClusterEvent.ReachableMember>(back =>
        {
            note($"node {HostAndPort(back.Member)} can be reached again");
            Timers.Cancel(back.Member.UniqueAddress);
        });
        Receive<ClusterEvent.MemberRemoved>(gone => Timers.Cancel(gone.Member.UniqueAddress));
        Receive<Remove>(remove => _cluster.Down(remove.Member.Address));
        ReceiveAny(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TimeSpan removeAfter, Action<string> note) => Akka.Actor.Props.Create(() => new WorkerMonitor(removeAfter, note));

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.UnreachableMember), typeof(ClusterEvent.ReachableMember), typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private static string HostAndPort(Member member) => $"{member.Address.Host}:{member.Address.Port}";

    private sealed record Remove(Member Member);
}
