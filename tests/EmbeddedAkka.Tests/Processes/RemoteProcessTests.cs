using Akka.Actor;
using EmbeddedAkka.Tests.Remote;
using static EmbeddedAkka.Tests.Processes.ChildProcess;

namespace EmbeddedAkka.Tests.Processes;

/// <summary>A system that is a process, without a cluster.</summary>
public sealed class RemoteProcessTests : RemoteSpec, IAsyncLifetime
{
    private readonly List<NodeProcess> _processes = [];

    [Fact]
    public async Task A_process_answers_in_order()
    {
        var echo = await (await Spawn()).EchoFor(System, Patience);
        var inbox = NewInbox();
        foreach (var text in (string[])["one", "two", "three"])
            echo.Tell(text, inbox.Ref);
        await inbox.Expect("one", "two", "three");
    }

    [Theory]
    [InlineData(SIGKILL)]
    [InlineData(SIGSTOP)]
    public async Task Who_watches_an_actor_of_a_process_learns_of_its_end(int signal)
    {
        var there = await Spawn();
        var (echo, inbox) = (await there.EchoFor(System, Patience), NewInbox());
        await Watch(System, echo, inbox);
        Assert.Equal("alive", await echo.Ask("alive", Patience));
        there.Signal(signal);
        Assert.Equal(echo, (await inbox.Next<Terminated>()).ActorRef);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        foreach (var process in _processes)
            process.Dispose();
        await DisposeAsync();
    }

    private async Task<NodeProcess> Spawn()
    {
        var process = await NodeProcess.StartAsync($"{Quiet}\nakka.actor.provider = remote\nakka.remote.dot-netty.tcp {{ hostname = 127.0.0.1, port = 0 }}");
        _processes.Add(process);
        return process;
    }
}
