using Akka.Cluster;

namespace EmbeddedAkka.Tests.Cluster;

public sealed class PartitionTests : ClusterSpec, IAsyncLifetime
{
    private const string Undecided = "akka.cluster.split-brain-resolver.stable-after = 1 h";

    private readonly Net _net = new();

    [Fact]
    public async Task Side_of_the_trainer_goes_on_and_the_other_ends()
    {
        var nodes = await FormInNet(4);
        _net.Split(0, 0, 1, 1);
        foreach (var node in nodes[2..])
            await node.System.WhenTerminated.WaitAsync(Patience);
        foreach (var node in nodes[..2])
            await node.UntilUp(nodes[..2]);
        Assert.All(nodes[..2], node => Assert.False(node.System.WhenTerminated.IsCompleted));
    }

    [Fact]
    public async Task A_trainer_alone_goes_on_and_any_number_of_workers_ends()
    {
        var nodes = await FormInNet(3);
        _net.Split(0, 1, 1);
        foreach (var node in nodes[1..])
            await node.System.WhenTerminated.WaitAsync(Patience);
        await nodes[0].UntilUp(nodes[0]);
        Assert.False(nodes[0].System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Nobody_is_lost_in_a_partition_that_heals_before_anybody_decides()
    {
        var nodes = await FormInNet(3, Undecided);
        _net.Split(0, 0, 1);
        await nodes[0].Until(() => nodes[0].Suspects(nodes[2]));
        await nodes[1].Until(() => nodes[1].Suspects(nodes[2]));
        await nodes[2].Until(() => nodes[2].Suspects(nodes[0]) && nodes[2].Suspects(nodes[1]));
        _net.Heal();
        foreach (var node in nodes)
        {
            await node.UntilUp(nodes);
            Assert.DoesNotContain(node.Log, e => e is ClusterEvent.MemberDowned or ClusterEvent.MemberRemoved);
            Assert.Contains(node.Log, e => e is ClusterEvent.ReachableMember);
        }
    }

    [Fact]
    public async Task A_worker_that_was_removed_and_comes_back_is_not_let_in_again_but_its_next_life_is()
    {
        var nodes = await FormInNet(2, "akka.cluster.run-coordinated-shutdown-when-down = off");
        _net.Split(0, 1);
        await nodes[0].UntilUp(nodes[0]);
        _net.Heal();
        Eventually(() => nodes[1].Cluster.IsTerminated);
        var again = Start(Worker, _net.Add());
        again.Cluster.Join(nodes[0].Address);
        await again.UntilUp(nodes[0], again);
        await nodes[0].UntilUp(nodes[0], again);
        Assert.DoesNotContain(nodes[0].Log, e => e is ClusterEvent.ReachableMember);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await EndAll();
        await _net.DisposeAsync();
    }

    private async Task<Node[]> FormInNet(int count, string config = "")
    {
        var nodes = Enumerable.Range(0, count).Select(i => Start(i == 0 ? Trainer : Worker, $"{_net.Add()}\n{config}")).ToArray();
        await Join(nodes);
        return nodes;
    }
}
