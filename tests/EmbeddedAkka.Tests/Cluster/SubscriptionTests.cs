using Akka.Cluster;

namespace EmbeddedAkka.Tests.Cluster;

public sealed class SubscriptionTests : ClusterSpec
{
    [Fact]
    public async Task A_subscriber_gets_the_state_first()
    {
        var nodes = await Form(2);
        var inbox = NewInbox();
        nodes[1].Cluster.Subscribe(
            inbox.Ref, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent));
        var state = await inbox.Next<ClusterEvent.CurrentClusterState>();
        Assert.Equal(
            nodes.Select(node => node.Cluster.SelfUniqueAddress).Order(),
            state.Members.Select(member => member.UniqueAddress).Order());
        Assert.All(state.Members, member => Assert.Equal(MemberStatus.Up, member.Status));
        Assert.Empty(state.Unreachable);
        Assert.Contains(state.Leader, nodes.Select(node => node.Address));
        Assert.Equal(nodes[0].Address, state.RoleLeader(Trainer));
        Assert.Null(state.RoleLeader("nobody"));
    }

    [Fact]
    public async Task Or_the_events_that_lead_to_the_state_of_those_kinds_alone_that_it_asked_for()
    {
        var nodes = await Form(2);
        var (ups, leaders) = (NewInbox(), NewInbox());
        nodes[1].Cluster.Subscribe(
            ups.Ref,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.MemberUp),
            typeof(ClusterEvent.MemberRemoved));
        var seen = new[] { await ups.Next<ClusterEvent.MemberUp>(), await ups.Next<ClusterEvent.MemberUp>() };
        Assert.Equal(nodes.Select(node => node.Address).ToHashSet(), seen.Select(up => up.Member.Address).ToHashSet());

        nodes[1].Cluster.Subscribe(leaders.Ref, ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.LeaderChanged));
        await leaders.Next<ClusterEvent.CurrentClusterState>();
        var third = Start(Worker);
        third.Cluster.Join(nodes[0].Address);
        Assert.Equal(third.Address, (await ups.Next<ClusterEvent.MemberUp>()).Member.Address);
        await ups.ExpectNothingMore();
    }

    [Fact]
    public async Task A_subscriber_gets_no_more_once_it_has_unsubscribed()
    {
        var nodes = await Form(1);
        var (former, witness) = (NewInbox(), NewInbox());
        nodes[0].Cluster.Subscribe(former.Ref, ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.MemberUp));
        await former.Next<ClusterEvent.CurrentClusterState>();
        nodes[0].Cluster.Unsubscribe(former.Ref);
        nodes[0].Cluster.Subscribe(witness.Ref, ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.MemberUp));
        await witness.Next<ClusterEvent.CurrentClusterState>();
        var other = Start(Worker);
        other.Cluster.Join(nodes[0].Address);
        await witness.Next<ClusterEvent.MemberUp>();
        await former.ExpectNothingMore();
    }

    [Fact]
    public async Task The_state_of_a_node_is_what_its_events_say()
    {
        var nodes = await Form(3);
        foreach (var node in nodes)
        {
            Eventually(() => node.Cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == 3);
            Eventually(() => node.Cluster.State.Leader == nodes.MinBy(each => each.Address.Port)!.Address);
            Eventually(() => node.Cluster.SelfMember.Status == MemberStatus.Up);
            Assert.Equal(node.Cluster.SelfUniqueAddress, node.Cluster.SelfMember.UniqueAddress);
            Assert.Equal(node.Address, node.Cluster.SelfUniqueAddress.Address);
            Assert.False(node.Cluster.IsTerminated);
        }
    }

    [Fact]
    public async Task An_event_says_who_became_what()
    {
        var nodes = await Form(2);
        Assert.Equal(
            [MemberStatus.Joining, MemberStatus.Up],
            nodes[0].Log.OfType<ClusterEvent.IMemberEvent>().Where(e => e.Member.UniqueAddress == nodes[1].Cluster.SelfUniqueAddress)
                .Select(e => e.Member.Status));
    }

    [Fact]
    public void There_is_one_cluster_for_each_system_and_none_for_a_local_one()
    {
        var node = Start(Worker);
        Assert.Same(node.Cluster, Akka.Cluster.Cluster.Get(node.System));
        Assert.ThrowsAny<Exception>(() => Akka.Cluster.Cluster.Get(System));
    }
}
