using Akka.Cluster;
using Akka.Cluster.Membership;
using Akka.Cluster.SBR;

namespace EmbeddedAkka.Cores.Tests.Cluster;

public sealed class KeepOldestTests
{
    private static readonly KeepOldest _any = new("", DownIfAlone: false);
    private static readonly KeepOldest _notAlone = new("", DownIfAlone: true);

    // Members 1 to n, the first the oldest, and who is on its side.
    [Theory]
    [InlineData(5, new[] { 1, 2, 3 }, true)]
    [InlineData(5, new[] { 1, 2 }, true)]
    [InlineData(5, new[] { 1 }, false)]
    [InlineData(3, new[] { 1 }, false)]
    [InlineData(2, new[] { 1 }, true)]
    public void Oldest_gives_way_only_alone_to_several_others(int count, int[] side, bool keepsOldestUnlessAlone)
    {
        var states = Make.Cluster(count);
        var (with, without) = (side.Select(i => states[i - 1]).ToArray(), states.Where(state => !side.Contains(state.Self.Uid)).ToArray());
        Lose(with, without);
        Lose(without, with);
        Assert.Equal(Nodes(without), _any.Decide(with[0]).Order());
        Assert.Equal(Nodes(without), _any.Decide(without[0]).Order());
        Assert.Equal(Nodes(keepsOldestUnlessAlone ? without : with), _notAlone.Decide(with[0]).Order());
        Assert.Equal(Nodes(keepsOldestUnlessAlone ? without : with), _notAlone.Decide(without[0]).Order());
    }

    [Fact]
    public void Only_members_of_the_role_count()
    {
        var states = Make.Cluster(4);
        Lose(states[..2], states[2..]);
        Assert.Equal(Nodes(states[2..]), new KeepOldest("trainer", DownIfAlone: true).Decide(states[0]).Order());
        Assert.Equal(Nodes(states[2..]), new KeepOldest("worker", DownIfAlone: false).Decide(states[0]).Order());
        Assert.Equal(Nodes(states[..2]), new KeepOldest("worker", DownIfAlone: true).Decide(states[0]).Order());
    }

    [Fact]
    public void Without_any_member_of_the_role_every_side_ends()
    {
        var states = Make.Cluster(4);
        Lose(states[..2], states[2..]);
        Lose(states[2..], states[..2]);
        Assert.Equal(Nodes(states[..2]), new KeepOldest("nobody", DownIfAlone: false).Decide(states[0]).Order());
        Assert.Equal(Nodes(states[2..]), new KeepOldest("nobody", DownIfAlone: false).Decide(states[2]).Order());
    }

    [Fact]
    public void Nobody_is_downed_while_all_are_reached_or_on_their_way_out()
    {
        var states = Make.Cluster(3);
        Assert.Empty(_any.Decide(states[0]));
        states[0].Down([states[2].Self]);
        Lose(states[..2], states[2..]);
        Assert.Empty(_any.Decide(states[0]));
    }

    [Fact]
    public void Both_ends_of_a_broken_link_are_downed_while_others_reach_both()
    {
        var states = Make.Cluster(4);
        states[1].Observe([states[2].Self]);
        states[2].Observe([states[1].Self]);
        // All hear of it, through those that still reach both.
        Make.Settle(states[0], states[1], states[3]);
        Make.Settle(states[0], states[2], states[3]);
        Make.Settle(states[0], states[1], states[3]);
        Assert.Equal([states[1].Self, states[2].Self], _any.Decide(states[0]).Order());
    }

    [Fact]
    public void Bad_words_of_the_dead_count_for_nothing()
    {
        var states = Make.Cluster(4);
        states[3].Observe([states[0].Self]);
        Make.Settle(states[1], states[3]);
        Lose(states[..3], states[3..]);
        Assert.Equal([states[3].Self], states[1].Unreachable);
        Assert.Equal([states[3].Self], _any.Decide(states[0]).Order());
    }

    [Fact]
    public void All_means_all()
    {
        var states = Make.Cluster(4);
        Assert.Equal(Nodes(states), KeepOldest.All(states[2]).Order());
    }

    private static IEnumerable<UniqueAddress> Nodes(IEnumerable<MembershipState> states) => states.Select(state => state.Self).Order();

    private static void Lose(MembershipState[] side, MembershipState[] other)
    {
        foreach (var state in side)
            state.Observe([.. Nodes(other)]);
        Make.Settle(side);
    }
}
