using Akka.Actor;

namespace EmbeddedAkka.Tests.Remote;

public sealed class RemoteDeathWatchTests : RemoteSpec
{
    private readonly FaultyProxy _proxy;
    private readonly ActorSystem _other;
    private readonly Inbox _inbox;
    private readonly IActorRef _watcher;

    public RemoteDeathWatchTests()
    {
        _proxy = NewProxy();
        _other = NewSystemBehind(_proxy);
        _inbox = NewInbox();
        _watcher = ActorOf((context, message) =>
        {
            switch (message)
            {
                case Terminated:
                    _inbox.Add(message, context.Sender);
                    break;
                case IActorRef subject:
                    context.Sender.Tell(context.Watch(subject));
                    break;
                case (string, IActorRef subject):
                    context.Sender.Tell(context.Unwatch(subject));
                    break;
            }
        });
    }

    [Fact]
    public async Task A_watcher_learns_of_the_end_of_an_actor_of_another_system()
    {
        var victim = Echo(_other);
        var seen = await Watch(victim);
        _other.Stop(victim);
        var terminated = await _inbox.Next<Terminated>();
        Assert.Equal(seen, terminated.ActorRef);
        Assert.False(terminated.AddressTerminated);
    }

    [Fact]
    public async Task Watching_the_dead_of_another_system_answers_without_confirming_that_it_lived()
    {
        var victim = Echo(_other);
        var seen = await SeenFrom(System, _other, victim);
        await victim.GracefulStop(Patience);
        await _watcher.Ask(seen, Patience);
        Assert.False((await _inbox.Next<Terminated>()).ExistenceConfirmed);
    }

    [Fact]
    public async Task Terminated_comes_once_for_each_though_connections_break()
    {
        var victims = Enumerable.Range(0, 100).Select(_ => Echo(_other)).ToList();
        var seen = new List<IActorRef>();
        foreach (var victim in victims)
            seen.Add(await Watch(victim));
        for (var i = 0; i < victims.Count; i++)
        {
            if (i % 25 == 10)
                _proxy.CloseAll();
            _other.Stop(victims[i]);
        }
        var dead = new List<IActorRef>();
        foreach (var _ in victims)
        {
            var terminated = await _inbox.Next<Terminated>();
            Assert.False(terminated.AddressTerminated);
            dead.Add(terminated.ActorRef);
        }
        Assert.Equal(seen.ToHashSet(), dead.ToHashSet());
        await _inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task After_unwatch_nothing_comes()
    {
        var (one, two) = (Echo(_other), Echo(_other));
        var seen = await Watch(one);
        await _watcher.Ask(("unwatch", seen), Patience);
        var second = await Watch(two);
        _other.Stop(one);
        _other.Stop(two);
        Assert.Equal(second, (await _inbox.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task The_end_of_a_system_is_the_end_of_its_actors()
    {
        var seen = await Watch(Echo(_other));
        await _other.Terminate().WaitAsync(Patience);
        Assert.Equal(seen, (await _inbox.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_node_that_falls_silent_is_the_end_of_its_actors()
    {
        var seen = await Watch(Echo(_other));
        _proxy.Pause();
        var terminated = await _inbox.Next<Terminated>();
        Assert.Equal(seen, terminated.ActorRef);
        Assert.True(terminated.AddressTerminated);
    }

    [Fact]
    public async Task Who_never_answered_is_given_up_too()
    {
        _proxy.Pause();
        var never = ((ExtendedActorSystem)System).Provider.ResolveActorRef(PathOn(_other, "/user/never"));
        await _watcher.Ask(never, Patience);
        Assert.True((await _inbox.Next<Terminated>()).AddressTerminated);
    }

    [Fact]
    public async Task A_node_that_was_given_up_is_not_heard_again()
    {
        var echo = Echo(_other);
        var seen = await Watch(echo);
        _proxy.Pause();
        await _inbox.Next<Terminated>();
        _proxy.Heal();
        await Assert.ThrowsAsync<AskTimeoutException>(() => seen.Ask(new Note("still there?"), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_new_incarnation_of_a_node_that_was_given_up_is_welcome()
    {
        await Watch(Echo(_other));
        _proxy.Pause();
        await _inbox.Next<Terminated>();
        _proxy.Heal();
        await _other.Terminate().WaitAsync(Patience);
        var again = NewSystemBehind(_proxy);
        Echo(again, "echo");
        var here = await SeenFrom(again, System, Echo(System));
        Assert.Equal("hello", await here.Ask("hello", Patience));
        Assert.Equal("hello", await System.ActorSelection(PathOn(again, "/user/echo")).Ask("hello", Patience));
    }

    [Fact]
    public async Task A_restarted_node_is_the_end_of_its_former_actors()
    {
        var seen = await Watch(Echo(_other, "echo"));
        _proxy.Cut();
        await _other.Terminate().WaitAsync(Patience);
        var again = NewSystemBehind(_proxy);
        Echo(again, "echo");
        _proxy.Heal();
        Assert.Equal(seen, (await _inbox.Next<Terminated>()).ActorRef);
    }

    private async Task<IActorRef> Watch(IActorRef victim)
    {
        var seen = await SeenFrom(System, _other, victim);
        await _watcher.Ask(seen, Patience);
        return seen;
    }
}
