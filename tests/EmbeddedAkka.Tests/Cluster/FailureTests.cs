using Akka.Actor;
using Akka.Cluster;

namespace EmbeddedAkka.Tests.Cluster;

public sealed class FailureTests : ClusterSpec
{
    [Fact]
    public async Task Who_crashes_is_unreachable_then_down_then_removed()
    {
        var nodes = await Form(3);
        await Crash(nodes[2]);
        foreach (var node in nodes[..2])
        {
            await node.UntilUp(nodes[..2]);
            var gone = await node.UntilEvent<ClusterEvent.MemberRemoved>(e => e.Member.Address == nodes[2].Address);
            Assert.Equal(MemberStatus.Down, gone.PreviousStatus);
            var unreachable = node.Log.FindIndex(e => e is ClusterEvent.UnreachableMember lost && lost.Member.Address == nodes[2].Address);
            Assert.InRange(unreachable, 0, node.Log.FindIndex(e => ReferenceEquals(e, gone)) - 1);
        }
    }

    [Fact]
    public async Task Workers_whose_trainer_crashes_end()
    {
        var nodes = await Form(3);
        await Crash(nodes[0]);
        foreach (var node in nodes[1..])
            await node.System.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_watcher_is_told_when_the_node_of_a_worker_is_removed()
    {
        var nodes = await Form(2);
        nodes[1].System.ActorOf(new Script().Props, "work");
        var path = new RootActorPath(nodes[1].Address) / "user" / "work";
        var work = await nodes[0].System.ActorSelection(path).ResolveOne(Patience);
        var inbox = NewInbox();
        await Watch(nodes[0].System, work, inbox);
        await Crash(nodes[1]);
        var terminated = await inbox.Next<Terminated>();
        Assert.Equal(work, terminated.ActorRef);
        await nodes[0].UntilUp(nodes[0]);
    }

    [Fact]
    public async Task Who_is_told_to_be_down_ends_and_is_removed()
    {
        var nodes = await Form(3);
        var removed = new TaskCompletionSource();
        nodes[2].Cluster.RegisterOnMemberRemoved(removed.SetResult);
        nodes[1].Cluster.Down(nodes[2].Address);
        await removed.Task.WaitAsync(Patience);
        await nodes[2].System.WhenTerminated.WaitAsync(Patience);
        Assert.True(nodes[2].Cluster.IsTerminated);
        Assert.Same(CoordinatedShutdown.ClusterDowningReason.Instance, CoordinatedShutdown.Get(nodes[2].System).ShutdownReason);
        foreach (var node in nodes[..2])
        {
            await node.UntilUp(nodes[..2]);
            Assert.Contains(node.Log, e => e is ClusterEvent.MemberDowned downed && downed.Member.Address == nodes[2].Address);
        }
    }

    [Fact]
    public async Task Without_a_downing_provider_who_crashes_is_a_member_until_somebody_downs_it()
    {
        var nodes = await Form(3, "akka.cluster.downing-provider-class = \"\"");
        await Crash(nodes[2]);
        var lost = await nodes[0].UntilEvent<ClusterEvent.UnreachableMember>(e => e.Member.Address == nodes[2].Address);
        await nodes[1].UntilEvent<ClusterEvent.UnreachableMember>(e => e.Member.Address == nodes[2].Address);
        Assert.DoesNotContain(nodes[0].Log, e => e is ClusterEvent.MemberDowned);
        nodes[0].Cluster.Down(lost.Member.Address);
        foreach (var node in nodes[..2])
            await node.UntilUp(nodes[..2]);
    }

    [Fact]
    public async Task A_system_stays_when_its_node_is_down_where_the_configuration_says_so()
    {
        var nodes = await Form(2, "akka.cluster.run-coordinated-shutdown-when-down = off");
        nodes[0].Cluster.Down(nodes[1].Address);
        Eventually(() => nodes[1].Cluster.IsTerminated);
        await nodes[0].UntilUp(nodes[0]);
        Assert.False(nodes[1].System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Who_restarts_at_the_same_address_joins_anew_and_its_former_life_is_removed()
    {
        var nodes = await Form(3, "akka.cluster.split-brain-resolver.stable-after = 1 h");
        await Crash(nodes[1]);
        var again = Start(Worker, $"""
            akka.remote.dot-netty.tcp.port = {nodes[1].Address.Port}
            akka.cluster.seed-nodes = ["{nodes[0].Address}", "{nodes[2].Address}"]
            """);
        Node[] now = [nodes[0], again, nodes[2]];
        foreach (var node in now)
            await node.UntilUp(now);
        await nodes[0].UntilEvent<ClusterEvent.MemberRemoved>(e => e.Member.UniqueAddress == nodes[1].Cluster.SelfUniqueAddress);
    }

    [Fact]
    public async Task Who_subscribes_late_learns_who_is_unreachable()
    {
        var nodes = await Form(3, "akka.cluster.split-brain-resolver.stable-after = 1 h");
        await Crash(nodes[2]);
        await nodes[0].Until(() => nodes[0].Suspects(nodes[2]));
        var (events, snapshot) = (NewInbox(), NewInbox());
        nodes[0].Cluster.Subscribe(events.Ref, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent));
        Assert.Equal(nodes[2].Address, (await events.Next<ClusterEvent.UnreachableMember>()).Member.Address);
        nodes[0].Cluster.Subscribe(snapshot.Ref, ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.IReachabilityEvent));
        var state = await snapshot.Next<ClusterEvent.CurrentClusterState>();
        Assert.Equal(nodes[2].Address, Assert.Single(state.Unreachable).Address);
        Assert.Equal(3, state.Members.Count);
    }

    [Fact]
    public async Task Who_joins_while_another_is_unreachable_is_weakly_up_and_up_after_that()
    {
        var nodes = await Form(2, """
            akka.cluster.split-brain-resolver.stable-after = 1 h
            akka.cluster.allow-weakly-up-members = 500 ms
            """);
        await Crash(nodes[1]);
        await nodes[0].Until(() => nodes[0].Suspects(nodes[1]));
        var newcomer = Start(Worker, "akka.cluster.split-brain-resolver.stable-after = 1 h");
        newcomer.Cluster.Join(nodes[0].Address);
        var weakly = await nodes[0].UntilEvent<ClusterEvent.MemberWeaklyUp>(e => e.Member.Address == newcomer.Address);
        Assert.Equal(MemberStatus.WeaklyUp, weakly.Member.Status);
        nodes[0].Cluster.Down(nodes[1].Address);
        await newcomer.UntilUp(nodes[0], newcomer);
        await nodes[0].UntilUp(nodes[0], newcomer);
    }

    [Fact]
    public async Task Nobody_is_weakly_up_where_the_configuration_says_so()
    {
        const string config = """
            akka.cluster.split-brain-resolver.stable-after = 1 h
            akka.cluster.allow-weakly-up-members = off
            """;
        var nodes = await Form(2, config);
        await Crash(nodes[1]);
        await nodes[0].Until(() => nodes[0].Suspects(nodes[1]));
        var newcomer = Start(Worker, config);
        newcomer.Cluster.Join(nodes[0].Address);
        await nodes[0].Until(() => nodes[0].StatusOf(newcomer) == MemberStatus.Joining);
        nodes[0].Cluster.Down(nodes[1].Address);
        await newcomer.UntilUp(nodes[0], newcomer);
        await nodes[0].UntilUp(nodes[0], newcomer);
        Assert.DoesNotContain(nodes[0].Log, e => e is ClusterEvent.MemberWeaklyUp);
    }
}
