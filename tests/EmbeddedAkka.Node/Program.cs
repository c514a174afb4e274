using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

// EmbeddedAkka.Node CONFIG [self | SEED]: a system with an actor "echo", which joins its own cluster or that of SEED, if it is to join any. It
// tells where it listens, and as a member who is up, unreachable, reachable and removed. It ends with its system, which SIGTERM shuts
// down.
var system = ActorSystem.Create("cluster", ConfigurationFactory.ParseString(args[0]));
system.ActorOf(Props.Create(() => new Echo()), "echo");
using var shutdown = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
});
Console.WriteLine($"listens at {((ExtendedActorSystem)system).Provider.DefaultAddress}");
if (args is [_, var seed])
{
    system.ActorOf(Props.Create(() => new Witness()), "witness");
    var cluster = Cluster.Get(system);
    cluster.Join(seed == "self" ? cluster.SelfAddress : Address.Parse(seed));
}
await system.WhenTerminated;

internal sealed class Echo : ReceiveActor
{
    public Echo() => ReceiveAny(message => Sender.Tell(message));
}

internal sealed class Witness : ReceiveActor
{
    public Witness()
    {
        Receive<ClusterEvent.MemberUp>(up => Console.WriteLine($"up: {up.Member.Address}"));
        Receive<ClusterEvent.UnreachableMember>(lost => Console.WriteLine($"unreachable: {lost.Member.Address}"));
        Receive<ClusterEvent.ReachableMember>(back => Console.WriteLine($"reachable: {back.Member.Address}"));
        Receive<ClusterEvent.MemberRemoved>(gone => Console.WriteLine($"removed: {gone.Member.Address}"));
        ReceiveAny(_ => { });
    }

    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
}
