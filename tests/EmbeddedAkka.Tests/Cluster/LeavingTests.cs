using Akka.Actor;
using Akka.Cluster;

namespace EmbeddedAkka.Tests.Cluster;

public sealed class LeavingTests : ClusterSpec
{
    [Fact]
    public async Task Who_leaves_is_exiting_then_removed_and_its_system_ends()
    {
        var nodes = await Form(3);
        var removed = new TaskCompletionSource();
        nodes[2].Cluster.RegisterOnMemberRemoved(removed.SetResult);
        nodes[0].Cluster.Leave(nodes[2].Address);
        await nodes[2].System.WhenTerminated.WaitAsync(Patience);
        await removed.Task.WaitAsync(Patience);
        Assert.True(nodes[2].Cluster.IsTerminated);
        Assert.Same(CoordinatedShutdown.ClusterLeavingReason.Instance, CoordinatedShutdown.Get(nodes[2].System).ShutdownReason);
        foreach (var node in nodes[..2])
        {
            await node.UntilUp(nodes[..2]);
            var gone = await node.UntilEvent<ClusterEvent.MemberRemoved>(e => e.Member.Address == nodes[2].Address);
            Assert.Equal(MemberStatus.Exiting, gone.PreviousStatus);
            Assert.Equal(MemberStatus.Removed, gone.Member.Status);
            Assert.Contains(node.Log, e => e is ClusterEvent.MemberExited exited && exited.Member.Address == nodes[2].Address);
            Assert.DoesNotContain(node.Log, e => e is ClusterEvent.UnreachableMember or ClusterEvent.MemberDowned);
        }
    }

    [Fact]
    public async Task A_coordinated_shutdown_leaves_before_it_ends_the_system()
    {
        var nodes = await Form(3);
        var left = false;
        CoordinatedShutdown.Get(nodes[1].System).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "witness", () =>
        {
            left = nodes[1].Cluster.IsTerminated;
            return Task.FromResult(Akka.Done.Instance);
        });
        await CoordinatedShutdown.Get(nodes[1].System).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience);
        Assert.True(left);
        Node[] others = [nodes[0], nodes[2]];
        foreach (var node in others)
        {
            await node.UntilUp(others);
            Assert.DoesNotContain(node.Log, e => e is ClusterEvent.UnreachableMember or ClusterEvent.MemberDowned);
        }
    }

    [Fact]
    public async Task Who_ends_sees_all_members_go()
    {
        var nodes = await Form(2);
        nodes[1].Cluster.Leave(nodes[1].Address);
        await nodes[1].Until(() => nodes[1].Members.Count == 0 && nodes[1].Leader is null);
        Assert.Equal(2, nodes[1].Log.OfType<ClusterEvent.MemberRemoved>().Count());
        var left = await nodes[1].UntilEvent<ClusterEvent.MemberLeft>(e => e.Member.Address == nodes[1].Address);
        Assert.Equal(MemberStatus.Leaving, left.Member.Status);
        var late = new TaskCompletionSource();
        await nodes[1].System.WhenTerminated.WaitAsync(Patience);
        nodes[1].Cluster.RegisterOnMemberRemoved(late.SetResult);
        await late.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_leader_and_oldest_can_leave_too()
    {
        var nodes = await Form(3);
        var leader = nodes.MinBy(node => node.Address.Port)!;
        leader.Cluster.Leave(leader.Address);
        await leader.System.WhenTerminated.WaitAsync(Patience);
        var others = nodes.Except([leader]).ToArray();
        foreach (var node in others)
        {
            await node.UntilUp(others);
            await node.Until(() => node.Leader == others.MinBy(other => other.Address.Port)!.Address);
        }
    }

    [Fact]
    public async Task All_can_leave_one_after_the_other()
    {
        var nodes = await Form(3);
        foreach (var node in nodes)
            await CoordinatedShutdown.Get(node.System).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience);
        Assert.All(nodes, node => Assert.True(node.System.WhenTerminated.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_node_that_never_joined_ends_at_once()
    {
        var node = Start(Worker);
        await CoordinatedShutdown.Get(node.System).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience);
        Assert.True(node.System.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_new_node_joins_where_another_has_left()
    {
        var nodes = await Form(2);
        await CoordinatedShutdown.Get(nodes[1].System).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience);
        await nodes[0].UntilUp(nodes[0]);
        var again = Start(Worker, $"akka.remote.dot-netty.tcp.port = {nodes[1].Address.Port}");
        Assert.Equal(nodes[1].Address, again.Address);
        Assert.NotEqual(nodes[1].Cluster.SelfUniqueAddress.Uid, again.Cluster.SelfUniqueAddress.Uid);
        Assert.True(nodes[1].Cluster.SelfUniqueAddress != again.Cluster.SelfUniqueAddress);
        again.Cluster.Join(nodes[0].Address);
        await again.UntilUp(nodes[0], again);
        await nodes[0].UntilUp(nodes[0], again);
    }
}
