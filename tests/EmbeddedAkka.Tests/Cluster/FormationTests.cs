using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;

namespace EmbeddedAkka.Tests.Cluster;

public sealed class FormationTests : ClusterSpec
{
    [Fact]
    public async Task First_seed_joins_itself_when_no_other_answers_and_the_others_join_it()
    {
        var (first, second, third) = (Start(Trainer), Start(Worker), Start(Worker));
        Address[] seeds = [first.Address, second.Address];
        third.Cluster.JoinSeedNodes(seeds);
        second.Cluster.JoinSeedNodes(seeds);
        first.Cluster.JoinSeedNodes(seeds);
        foreach (var node in new[] { first, second, third })
            await node.UntilUp(first, second, third);
        Assert.Equal(first.Cluster.SelfUniqueAddress, Oldest(third).UniqueAddress);
    }

    [Fact]
    public async Task First_seed_joins_the_cluster_that_another_seed_is_in()
    {
        var old = Start(Trainer);
        await Join([old]);
        var first = Start(Worker);
        first.Cluster.JoinSeedNodes([first.Address, old.Address]);
        await first.UntilUp(old, first);
        Assert.Equal(old.Cluster.SelfUniqueAddress, Oldest(first).UniqueAddress);
    }

    [Fact]
    public async Task Seeds_come_from_the_configuration_and_need_not_be_there_yet()
    {
        var port = FreePort();
        var seeds = $"akka.cluster.seed-nodes = [\"akka.tcp://cluster@127.0.0.1:{port}\"]\n";
        var worker = Start(Worker, seeds);
        var trainer = Start(Trainer, seeds + $"akka.remote.dot-netty.tcp.port = {port}");
        await trainer.UntilUp(trainer, worker);
        await worker.UntilUp(trainer, worker);
    }

    [Fact]
    public async Task Members_grow_old_in_the_order_in_which_they_came_up()
    {
        var nodes = new List<Node>();
        for (var i = 0; i < 4; i++)
        {
            nodes.Add(Start(Worker));
            nodes[i].Cluster.Join(nodes[0].Address);
            await nodes[i].UntilUp([.. nodes]);
        }
        foreach (var node in nodes)
        {
            await node.UntilUp([.. nodes]);
            var byAge = node.Members.ToList();
            byAge.Sort((one, other) => one.IsOlderThan(other) ? -1 : 1);
            Assert.Equal(nodes.Select(each => each.Cluster.SelfUniqueAddress), byAge.Select(member => member.UniqueAddress));
        }
    }

    [Fact]
    public async Task Every_node_knows_every_member_with_its_roles()
    {
        Node[] nodes = [Start(Trainer), Start(Worker), Start("worker, spare")];
        await Join(nodes);
        foreach (var node in nodes)
        {
            Assert.Equal(nodes.Select(each => each.Address).ToHashSet(), node.Members.Select(member => member.Address).ToHashSet());
            var spare = node.Members.Single(member => member.HasRole("spare"));
            Assert.Equal([Worker, "spare"], spare.Roles.OrderDescending());
            Assert.Equal(nodes[2].Cluster.SelfUniqueAddress, spare.UniqueAddress);
            Assert.Equal(2, node.Members.Count(member => member.HasRole(Worker)));
            Assert.Single(node.Members, member => member.HasRole(Trainer));
        }
        Assert.Equal([Worker, "spare"], nodes[2].Cluster.SelfRoles.OrderDescending());
    }

    [Fact]
    public async Task All_agree_that_the_lowest_address_leads()
    {
        var nodes = await Form(4);
        var lowest = nodes.MinBy(node => node.Address.Port)!.Address;
        foreach (var node in nodes)
            await node.Until(() => node.Leader == lowest);
    }

    [Fact]
    public async Task Nodes_meet_in_one_cluster_however_many_come_at_once()
    {
        var nodes = await Form(8);
        Assert.Equal(8, nodes.SelectMany(node => node.Members).Distinct().Count());
    }

    [Fact]
    public async Task Nobody_is_up_before_there_are_as_many_as_the_configuration_wants()
    {
        const string three = "akka.cluster.min-nr-of-members = 3";
        Node[] nodes = [Start(Trainer, three), Start(Worker, three), Start(Worker, three)];
        nodes[0].Cluster.Join(nodes[0].Address);
        await nodes[0].Until(() => nodes[0].StatusOf(nodes[0]) == MemberStatus.Joining);
        nodes[1].Cluster.Join(nodes[0].Address);
        nodes[2].Cluster.Join(nodes[0].Address);
        foreach (var node in nodes)
            await node.UntilUp(nodes);
        AssertAllJoinedBeforeAnyWasUp(nodes[0]);
    }

    [Fact]
    public async Task Nobody_is_up_before_there_are_as_many_of_a_role_as_the_configuration_wants()
    {
        const string two = "akka.cluster.role.worker.min-nr-of-members = 2";
        Node[] nodes = [Start(Trainer, two), Start(Worker, two), Start(Worker, two)];
        foreach (var node in nodes)
            node.Cluster.Join(nodes[0].Address);
        foreach (var node in nodes)
            await node.UntilUp(nodes);
        AssertAllJoinedBeforeAnyWasUp(nodes[0]);
    }

    [Fact]
    public async Task Who_waits_to_be_up_is_called_once_it_is_or_at_once_when_it_is_already()
    {
        var node = Start(Trainer);
        var (before, after) = (new TaskCompletionSource(), new TaskCompletionSource());
        node.Cluster.RegisterOnMemberUp(before.SetResult);
        Assert.False(before.Task.IsCompleted);
        node.Cluster.Join(node.Address);
        await before.Task.WaitAsync(Patience);
        node.Cluster.RegisterOnMemberUp(after.SetResult);
        await after.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_system_that_finds_no_seed_in_time_ends()
    {
        var node = Start(Worker, "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 1 s");
        Assert.Equal(MemberStatus.Removed, node.Cluster.SelfMember.Status);
        node.Cluster.JoinSeedNodes([Address.Parse($"akka.tcp://cluster@127.0.0.1:{FreePort()}"), node.Address]);
        await node.System.WhenTerminated.WaitAsync(Patience);
        Assert.Same(CoordinatedShutdown.ClusterJoinUnsuccessfulReason.Instance, CoordinatedShutdown.Get(node.System).ShutdownReason);
    }

    [Fact]
    public async Task Nobody_joins_twice_and_a_join_of_a_member_changes_nothing()
    {
        var nodes = await Form(2);
        nodes[1].Cluster.Join(nodes[0].Address);
        var third = Start(Worker);
        third.Cluster.Join(nodes[1].Address);
        await third.UntilUp([.. nodes, third]);
        await nodes[0].UntilUp([.. nodes, third]);
        Assert.Equal(3, nodes[0].Log.OfType<ClusterEvent.MemberUp>().Count());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void AssertAllJoinedBeforeAnyWasUp(Node node)
    {
        var joined = node.Log.FindLastIndex(e => e is ClusterEvent.MemberJoined);
        var up = node.Log.FindIndex(e => e is ClusterEvent.MemberUp);
        Assert.True(joined < up, string.Join('\n', node.Log));
    }

    private static Member Oldest(Node node) =>
        node.Members.Single(member => node.Members.All(other => other == member || member.IsOlderThan(other)));
}
