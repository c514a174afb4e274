using Akka.Cluster;
using Akka.Cluster.Membership;
using Akka.Cluster.SBR;

namespace EmbeddedAkka.Cores.Tests.Cluster;

/// <summary>Each law in many worlds; a failure names its seed.</summary>
public sealed class MembershipStateTests
{
    private static readonly KeepOldest _keepTrainer = new("trainer", DownIfAlone: false);

    [Fact]
    public void All_agree_when_it_is_quiet_whatever_came_before() => InWorlds(40, world =>
    {
        world.Add("trainer");
        for (var i = 0; i < 6; i++)
        {
            world.Add("worker");
            world.Storm(60, loss: 0.3);
        }
        world.Rest();
        AssertAgreed(world, 7);
    });

    [Fact]
    public void Who_leaves_goes_and_the_others_stay() => InWorlds(40, world =>
    {
        world.Form(1, 6);
        var leaving = world.Nodes.Where(_ => world.Random.Next(3) == 0).ToList();
        foreach (var node in leaving)
        {
            var host = world.Nodes[world.Random.Next(7)];
            host.State.Leave(node.State.Self.Address);
            // A request ends with the node that has it and nobody else.
            world.Rest();
            if (node.IsAlive && world.Members.Any())
                node.State.Leave(node.State.Self.Address);
            world.Storm(40, loss: 0.3);
        }
        world.Rest();
        Assert.All(leaving, node => Assert.False(node.IsAlive));
        AssertAgreed(world, 7 - leaving.Count);
    });

    [Fact]
    public void Side_with_the_oldest_of_the_role_lives_and_the_others_end_never_both() => InWorlds(60, world =>
    {
        world.Form(1 + world.Random.Next(3), world.Random.Next(1, 7));
        var trainers = world.Nodes.Where(node => node.State.SelfMember!.HasRole("trainer")).ToList();
        var oldest = trainers.Single(node => trainers.All(
            other => other == node || node.State.SelfMember!.IsOlderThan(other.State.SelfMember!)));
        world.Partition(1 + world.Random.Next(3));
        foreach (var node in world.Nodes.Where(node => node != oldest && world.Random.Next(5) == 0))
            node.IsAlive = false;
        var expected = world.Alive.Where(node => node.Side == oldest.Side).ToList();
        world.Resolve();
        Assert.Equal(expected.Select(node => node.State.Self), world.Members.Select(node => node.State.Self));
        AssertAgreed(world, expected.Count);
        world.Heal();
        world.Rest();
        AssertAgreed(world, expected.Count);
    });

    [Fact]
    public void All_end_when_the_oldest_of_the_role_crashes() => InWorlds(30, world =>
    {
        world.Form(1, world.Random.Next(1, 7));
        world.Nodes[0].IsAlive = false;
        world.Partition(1 + world.Random.Next(2));
        world.Resolve();
        Assert.Empty(world.Alive);
    });

    [Fact]
    public void Nobody_is_lost_by_a_partition_that_heals_in_time() => InWorlds(40, world =>
    {
        world.Form(1, 6);
        world.Partition(3);
        world.Storm(300, loss: 0.2);
        world.Heal();
        world.Rest();
        AssertAgreed(world, 7);
    });

    [Fact]
    public void Who_was_removed_never_comes_back_and_its_next_life_may_join() => InWorlds(40, world =>
    {
        world.Form(1, 5);
        var crashed = world.Nodes[1 + world.Random.Next(5)];
        crashed.IsAlive = false;
        world.Storm(100, loss: 0.3);
        var again = world.Add("worker", crashed.State.Self.Address.Port);
        world.Storm(100, loss: 0.3);
        world.Rest();
        AssertAgreed(world, 6);
        Assert.DoesNotContain(crashed.State.Self, world.Nodes[0].State.Latest.Members.Keys);
        Assert.Contains(again.State.Self, world.Nodes[0].State.Latest.Members.Keys);
    });

    [Fact]
    public void A_storm_of_joins_crashes_and_partitions_keeps_all_laws() => InWorlds(60, world =>
    {
        world.Form(1, 3);
        for (var i = 0; i < 8; i++)
        {
            switch (world.Random.Next(5))
            {
                case 0: world.Add("worker"); break;
                case 1: world.Partition(2); break;
                case 2: world.Heal(); break;
                case 3: world.Nodes[world.Random.Next(1, world.Nodes.Count)].IsAlive = false; break;
                default: world.Nodes[0].State.Leave(world.Nodes[world.Random.Next(1, world.Nodes.Count)].State.Self.Address); break;
            }
            world.Storm(50, loss: 0.2);
        }
        world.Heal();
        world.Resolve();
        AssertAgreed(world, world.Alive.Count());
        Assert.True(world.Nodes[0].IsAlive);
    });

    [Fact]
    public void Gossip_merges_alike_in_any_order_and_however_often() => InWorlds(40, world =>
    {
        world.Form(1, 5);
        world.Partition(3);
        world.Storm(200, loss: 0.2);
        var states = world.Members.Select(node => node.State.Latest).ToList();
        var (a, b, c) = (states[0], states[^1], states[states.Count / 2]);
        AssertSame(a.Merge(b), b.Merge(a));
        AssertSame(a.Merge(b).Merge(c), a.Merge(b.Merge(c)));
        AssertSame(a.Merge(a), a);
        AssertSame(a.Merge(b).Merge(b), a.Merge(b));
        Assert.NotEqual(Causality.Concurrent, a.Merge(b).Version.ComparedTo(a.Version));
    });

    [Fact]
    public void Who_founds_a_cluster_is_older_than_all_whatever_its_address()
    {
        var founder = Make.State(9, "trainer");
        founder.JoinSelf();
        Assert.Equal(MemberStatus.Up, founder.SelfMember!.Status);
        Assert.True(founder.AddJoining(Make.Node(1), ["worker"]));
        var first = Make.State(1, "worker");
        Assert.True(first.Welcome(founder.Latest));
        Make.Settle(founder, first);
        founder.Lead(mayWait: true);
        Assert.True(founder.SelfMember!.IsOlderThan(founder.Latest.Members[first.Self]));
        Assert.Equal(MemberStatus.Up, founder.Latest.Members[first.Self].Status);

        var patient = Make.State(9, "trainer", minimum: 2);
        patient.JoinSelf();
        Assert.Equal(MemberStatus.Joining, patient.SelfMember!.Status);
    }

    private static void AssertSame(Gossip one, Gossip other)
    {
        Assert.Equal(World.Content(one), World.Content(other));
        Assert.Equal(Causality.Same, one.Version.ComparedTo(other.Version));
    }

    /// <summary>These are members, all of them alive, up and reached, and each of them knows it.</summary>
    private static void AssertAgreed(World world, int count)
    {
        var states = world.Members.Select(node => node.State).ToList();
        Assert.Equal(count, states.Count);
        foreach (var state in states)
        {
            Assert.Equal(World.Content(states[0].Latest), World.Content(state.Latest));
            Assert.True(state.IsConverged);
            Assert.Equal(states[0].Leader, state.Leader);
            Assert.Empty(state.Unreachable);
            Assert.Equal(states.Select(each => each.Self).Order(), state.Latest.Members.Keys);
            Assert.All(state.Latest.Members.Values, member => Assert.Equal(MemberStatus.Up, member.Status));
        }
    }

    private static void InWorlds(int count, Action<World> law)
    {
        for (var seed = 1; seed <= count; seed++)
        {
            try
            {
                law(new World(seed, _keepTrainer));
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"In the world of seed {seed}: {failure.Message}", failure);
            }
        }
    }
}
