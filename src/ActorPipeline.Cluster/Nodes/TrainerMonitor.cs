using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Cluster.Working;
using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>
/// On a worker's node: gives the worker the trainer's lease manager. A cluster whose trainer is gone, or unreachable from here for long, is of no
/// use; a trainer that starts at the same address forms another cluster, to be joined again. A member is unreachable for all as soon as one node
/// cannot reach it, so this monitor pings the trainer's own before it gives up.
/// </summary>
internal sealed class TrainerMonitor : ReceiveActor, IWithTimers
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private IActorRef? _trainer;
    private bool _hasAnswered;

    /// <param name="worker">The worker.</param>
    /// <param name="removeAfter">How long the trainer may be unreachable.</param>
    /// <param name="note">Takes what a user wants to know.</param>
    /// <param name="lost">Called when the trainer's node has left, was removed, or could not be reached for so long.</param>
    public TrainerMonitor(IActorRef worker, TimeSpan removeAfter, Action<string> note, Action lost)
    {
        Receive<ClusterEvent.MemberUp>(up => IsTrainer(up.Member), up =>
        {
            note($"joined the trainer {up.Member.Address.Host}:{up.Member.Address.Port}");
            worker.Tell(new Worker.SetManager(Context.ActorSelection(
                new RootActorPath(up.Member.Address) / "user" / TrainerNode.SupervisorName / LeaseManager.Name)));
            Ping(up.Member);
        });
        Receive<ClusterEvent.UnreachableMember>(gone => IsTrainer(gone.Member), gone => Probe(gone.Member));
        Receive<ActorIdentity>(answer =>
        {
            if (Timers.IsTimerActive(nameof(Lost)))
                _hasAnswered = answer.Subject is not null && answer.Subject.Equals(_trainer);
            else
                _trainer ??= answer.Subject;
        });
        Receive<ClusterEvent.ReachableMember>(back => IsTrainer(back.Member), _ => Timers.Cancel(nameof(Lost)));
        Receive<ClusterEvent.MemberRemoved>(removed => IsTrainer(removed.Member), removed => Leave("has left"));
        Receive<Lost>(due =>
        {
            // Another worker cannot reach it, or the wait was too short to tell.
            if (_hasAnswered)
            {
                Probe(due.Trainer);
                return;
            }
            _cluster.Down(_cluster.SelfAddress); // there is no one to leave gracefully
            Leave("cannot be reached");
        });
        ReceiveAny(_ => { });

        void Probe(Member trainer)
        {
            _hasAnswered = false;
            Ping(trainer);
            Timers.StartSingleTimer(nameof(Lost), new Lost(trainer), removeAfter);
        }

        void Leave(string why)
        {
            note($"the trainer {why}");
            worker.Tell(new Worker.SetManager(null));
            lost();
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef worker, TimeSpan removeAfter, Action<string> note, Action lost) =>
        Akka.Actor.Props.Create(() => new TrainerMonitor(worker, removeAfter, note, lost));

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.MemberRemoved), typeof(ClusterEvent.UnreachableMember),
        typeof(ClusterEvent.ReachableMember));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Ping(Member trainer) =>
        Context.ActorSelection(new RootActorPath(trainer.Address) / "user" / WorkerMonitor.Name).Tell(new Identify(null), Self);

    private static bool IsTrainer(Member member) => member.HasRole(ClusterSettings.TrainerRole);

    private sealed record Lost(Member Trainer);
}
