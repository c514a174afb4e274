using Akka.Actor;
using Akka.Cluster;
using EmbeddedAkka.Tests.Cluster;
using static EmbeddedAkka.Tests.Processes.ChildProcess;

namespace EmbeddedAkka.Tests.Processes;

/// <summary>Nodes that are processes, with a node of the test's own process, which sees what becomes of them.</summary>
public sealed class ClusterProcessTests : ClusterSpec, IAsyncLifetime
{
    private readonly List<NodeProcess> _processes = [];

    [Fact]
    public async Task Processes_join_and_answer()
    {
        var here = await Alone();
        var there = await Task.WhenAll(Spawn(here), Spawn(here));
        foreach (var process in there)
        {
            await UntilUp(here, process);
            Assert.Equal([Worker], here.Members.Single(member => member.Address == process.Address).Roles);
            var echo = await process.EchoFor(here.System, Patience);
            Assert.Equal("hello", await echo.Ask("hello", Patience));
        }
        await there[0].WaitForOutputAsync($"up: {there[1].Address}");
    }

    [Fact]
    public async Task A_process_that_is_killed_is_unreachable_then_removed_and_its_watchers_are_told()
    {
        var here = await Alone();
        var there = await Spawn(here);
        await UntilUp(here, there);
        var (inbox, echo) = (NewInbox(), await there.EchoFor(here.System, Patience));
        await Watch(here.System, echo, inbox);
        there.Signal(SIGKILL);
        await here.UntilEvent<ClusterEvent.UnreachableMember>(e => e.Member.Address == there.Address);
        Assert.Equal(MemberStatus.Down, (await UntilRemoved(here, there)).PreviousStatus);
        Assert.Equal(echo, (await inbox.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_process_that_is_told_to_end_leaves_first()
    {
        var here = await Alone();
        var there = await Spawn(here);
        await Joined(here, there);
        there.Signal(SIGTERM);
        Assert.Equal(MemberStatus.Exiting, (await UntilRemoved(here, there)).PreviousStatus);
        Assert.Equal(0, (await there.EndAsync().WaitAsync(Patience)).ExitCode);
    }

    [Fact]
    public async Task A_process_that_is_stopped_is_removed_and_ends_when_it_goes_on()
    {
        var here = await Alone();
        var there = await Spawn(here);
        await Joined(here, there);
        there.Signal(SIGSTOP);
        await UntilRemoved(here, there);
        there.Signal(SIGCONT);
        Assert.Equal(0, (await there.EndAsync().WaitAsync(Patience)).ExitCode);
    }

    [Fact]
    public async Task A_process_that_goes_on_before_anybody_decides_stays()
    {
        var here = await Alone("akka.cluster.split-brain-resolver.stable-after = 1 h");
        var there = await Spawn(here, "akka.cluster.split-brain-resolver.stable-after = 1 h");
        await Joined(here, there);
        there.Signal(SIGSTOP);
        await here.UntilEvent<ClusterEvent.UnreachableMember>(e => e.Member.Address == there.Address);
        there.Signal(SIGCONT);
        await here.UntilEvent<ClusterEvent.ReachableMember>(e => e.Member.Address == there.Address);
        await UntilUp(here, there);
        Assert.DoesNotContain(here.Log, e => e is ClusterEvent.MemberDowned);
    }

    [Fact]
    public async Task A_process_that_is_started_again_at_the_same_address_is_another_member()
    {
        var here = await Alone("akka.cluster.split-brain-resolver.stable-after = 1 h");
        var there = await Spawn(here);
        await Joined(here, there);
        var before = here.Members.Single(member => member.Address == there.Address).UniqueAddress;
        there.Signal(SIGKILL);
        await there.EndAsync();
        await Spawn(here, $"akka.remote.dot-netty.tcp.port = {there.Address.Port}");
        await here.UntilEvent<ClusterEvent.MemberRemoved>(e => e.Member.UniqueAddress == before);
        await here.Until(() => here.Members.Any(member => member.Address == there.Address
            && member.UniqueAddress != before && member.Status == MemberStatus.Up));
        Assert.Equal("again", await (await there.EchoFor(here.System, Patience)).Ask("again", Patience));
    }

    [Fact]
    public async Task Workers_end_when_the_process_of_the_trainer_is_killed()
    {
        var trainer = await NodeProcess.StartAsync(ConfigOf(Trainer), "self");
        _processes.Add(trainer);
        var here = Start(Worker);
        here.Cluster.Join(trainer.Address);
        await here.Until(() => here.StatusOf(here) == MemberStatus.Up);
        trainer.Signal(SIGKILL);
        await here.System.WhenTerminated.WaitAsync(Patience);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        foreach (var process in _processes)
            process.Dispose();
        await EndAll();
    }

    private static Task UntilUp(Node here, NodeProcess there) => here.Until(() => !here.Unreachable.Any(lost => lost.Address == there.Address)
        && here.Members.Any(member => member.Address == there.Address && member.Status == MemberStatus.Up));

    /// <summary>Both know that it is up.</summary>
    private static async Task Joined(Node here, NodeProcess there)
    {
        await UntilUp(here, there);
        await there.WaitForOutputAsync($"up: {there.Address}");
    }

    private static Task<ClusterEvent.MemberRemoved> UntilRemoved(Node here, NodeProcess there) =>
        here.UntilEvent<ClusterEvent.MemberRemoved>(e => e.Member.Address == there.Address);

    private async Task<Node> Alone(string config = "") => (await Form(1, config))[0];

    private async Task<NodeProcess> Spawn(Node seed, string config = "")
    {
        var process = await NodeProcess.StartAsync(ConfigOf(Worker, config), seed.Address.ToString());
        _processes.Add(process);
        return process;
    }
}
