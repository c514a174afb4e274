using Akka.Cluster;
using Akka.Cluster.Membership;

namespace EmbeddedAkka.Cores.Tests.Cluster;

public sealed class HeartbeatTests
{
    [Theory]
    [InlineData(2, 9)]
    [InlineData(10, 9)]
    [InlineData(33, 9)]
    [InlineData(33, 1)]
    public void Each_node_is_watched_by_as_many_as_wanted_or_by_all(int count, int wanted)
    {
        var nodes = Enumerable.Range(1, count).Select(Make.Node).ToList();
        var watched = nodes.SelectMany(node =>
            HeartbeatRing.Watched(node, nodes.Where(other => other != node), new HashSet<UniqueAddress>(), wanted)).ToList();
        Assert.All(nodes, node => Assert.Equal(Math.Min(wanted, count - 1), watched.Count(each => each == node)));
    }

    [Fact]
    public void Unreachable_ones_are_watched_in_addition()
    {
        var nodes = Enumerable.Range(1, 20).Select(Make.Node).ToList();
        var others = nodes[1..];
        var before = HeartbeatRing.Watched(nodes[0], others, new HashSet<UniqueAddress>(), 3).ToList();
        var after = HeartbeatRing.Watched(nodes[0], others, before.Take(2).ToHashSet(), 3).ToList();
        Assert.Equal(before, after.Take(3));
        Assert.Equal(5, after.Count);
    }

    [Fact]
    public void Who_never_answers_is_unreachable_in_the_end_and_who_answers_is_not()
    {
        var monitor = new HeartbeatMonitor(Make.Settings());
        var (silent, alive) = (Make.Node(2), Make.Node(3));
        monitor.Watch(new HashSet<UniqueAddress> { silent, alive }, S(0));
        Assert.Empty(monitor.Unreachable(S(0.5)));
        for (var now = 1; now <= 60; now++)
        {
            monitor.Answered(alive, S(now));
            Assert.DoesNotContain(alive, monitor.Unreachable(S(now)));
            Assert.Equal(now >= 7, monitor.Unreachable(S(now)).Contains(silent));
        }
        monitor.Answered(silent, S(60));
        Assert.Empty(monitor.Unreachable(S(60)));
    }

    [Fact]
    public void Only_this_life_of_a_node_counts_and_only_who_is_watched()
    {
        var monitor = new HeartbeatMonitor(Make.Settings());
        var node = Make.Node(2);
        monitor.Watch(new HashSet<UniqueAddress> { node }, S(0));
        monitor.Unreachable(S(1)).ToList();
        for (var now = 1; now <= 30; now++)
            monitor.Answered(new UniqueAddress(node.Address, 77), S(now));
        Assert.Equal([node], monitor.Unreachable(S(30)));
        monitor.Watch(new HashSet<UniqueAddress>(), S(30));
        Assert.Empty(monitor.Unreachable(S(30)));
        Assert.Empty(monitor.Watches);
    }

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
