using Akka.Actor;

namespace EmbeddedAkka.Tests;

public sealed class DeathWatchTests : EngineSpec
{
    [Fact]
    public async Task A_watcher_learns_of_the_end_with_the_dead_as_sender()
    {
        var (inbox, watcher) = Watcher();
        var watched = ActorOf((_, _) => { });
        watcher.Tell(watched);
        await inbox.Expect("watching");
        System.Stop(watched);
        var terminated = await inbox.Next<Terminated>();
        Assert.Equal(watched, terminated.ActorRef);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.False(terminated.AddressTerminated);
        Assert.Equal(watched, inbox.LastSender);
    }

    [Fact]
    public async Task Watching_the_dead_answers_at_once_without_confirming_that_it_lived()
    {
        var (inbox, watcher) = Watcher();
        var watched = ActorOf((_, _) => { });
        await watched.GracefulStop(Patience);
        watcher.Tell(watched);
        var messages = new[] { await inbox.Next(), await inbox.Next() };
        Assert.False(Assert.Single(messages.OfType<Terminated>()).ExistenceConfirmed);
    }

    [Fact]
    public async Task Terminated_comes_behind_all_that_the_dead_had_sent()
    {
        var (inbox, watcher) = Watcher();
        var watched = ActorOf((context, count) =>
        {
            for (var number = 0; number < (int)count; number++)
                watcher.Tell("message");
            context.Stop(context.Self);
        });
        watcher.Tell(watched);
        await inbox.Expect("watching");
        watched.Tell(100);
        await inbox.Expect(Enumerable.Repeat<object>("message", 100).ToArray());
        await inbox.Next<Terminated>();
    }

    [Fact]
    public async Task Watching_twice_tells_once()
    {
        var (inbox, watcher) = Watcher();
        var watched = ActorOf((_, _) => { });
        watcher.Tell(watched);
        watcher.Tell(watched);
        await inbox.Expect("watching", "watching");
        System.Stop(watched);
        await inbox.Next<Terminated>();
        watcher.Tell("after");
        await inbox.Expect("after");
    }

    [Fact]
    public async Task Every_one_of_many_watchers_is_told_once()
    {
        var watched = ActorOf((_, _) => { });
        var watchers = Enumerable.Range(0, 50).Select(_ => Watcher()).ToList();
        foreach (var (inbox, watcher) in watchers)
        {
            watcher.Tell(watched);
            await inbox.Expect("watching");
        }
        System.Stop(watched);
        foreach (var (inbox, watcher) in watchers)
        {
            await inbox.Next<Terminated>();
            watcher.Tell("after");
            await inbox.Expect("after");
        }
    }

    [Fact]
    public async Task Unwatch_revokes_even_a_message_that_waits_already()
    {
        var inbox = NewInbox();
        using var ended = new ManualResetEventSlim();
        var child = new Script { OnStop = _ => ended.Set() };
        var watcher = ActorOf((context, message) =>
        {
            switch (message)
            {
                case "watch":
                    foreach (var watched in new[] { context.Watch(context.ActorOf(child.Props)), context.WatchWith(context.ActorOf(child.Props), "gone") })
                        context.Stop(watched);
                    break;
                case "unwatch":
                    foreach (var watched in context.GetChildren())
                        context.Unwatch(watched);
                    inbox.Ref.Tell("unwatched");
                    break;
                default:
                    inbox.Add(message, context.Sender);
                    break;
            }
        });
        watcher.Tell("watch");
        watcher.Tell("unwatch");
        await inbox.Expect("unwatched");
        ended.Wait(Patience);
        watcher.Tell("after");
        await inbox.Expect("after");
    }

    [Fact]
    public async Task WatchWith_sends_the_given_message_and_the_first_watch_counts()
    {
        var inbox = NewInbox();
        var watcher = ActorOf((context, message) =>
        {
            if (message is not IActorRef watched)
            {
                inbox.Add(message, context.Sender);
                return;
            }
            context.WatchWith(watched, "gone");
            context.WatchWith(watched, "gone again");
            context.Watch(watched);
            context.Stop(watched);
        });
        var watched = ActorOf((_, _) => { });
        watcher.Tell(watched);
        await inbox.Expect("gone");
        Assert.Equal(watched, inbox.LastSender);
        watcher.Tell("after");
        await inbox.Expect("after");
    }

    [Fact]
    public async Task A_childs_name_is_free_when_its_Terminated_is_handled_and_not_before()
    {
        var inbox = NewInbox();
        var parent = ActorOf((context, message) =>
        {
            if (message is "start")
            {
                var child = context.Watch(context.ActorOf(new Script().Props, "name"));
                context.Stop(child);
                inbox.Ref.Tell(Record.Exception(() => context.ActorOf(new Script().Props, "name"))!);
            }
            else
            {
                Assert.True(context.Child("name").IsNobody());
                inbox.Ref.Tell(context.ActorOf(new Script().Props, "name"));
            }
        });
        parent.Tell("start");
        await inbox.Next<InvalidActorNameException>();
        Assert.Equal("name", (await inbox.Next<IActorRef>()).Path.Name);
    }

    [Fact]
    public async Task Who_does_not_handle_Terminated_fails_with_DeathPactException()
    {
        var inbox = NewInbox();
        var watched = ActorOf((_, _) => { });
        var grandparent = ActorOf(new Script
        {
            Strategy = new OneForOneStrategy(cause =>
            {
                inbox.Ref.Tell(cause);
                return Directive.Stop;
            }),
            OnMessage = (context, _) => context.ActorOf(new Script { OnStart = child => child.Watch(watched) }.Props),
        });
        grandparent.Tell("start");
        System.Stop(watched);
        Assert.Equal(watched, (await inbox.Next<DeathPactException>()).DeadActor);
    }

    [Fact]
    public async Task Watching_oneself_means_nothing()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script
        {
            OnMessage = (context, message) => inbox.Ref.Tell(context.Watch(context.Self)),
            OnStop = _ => inbox.Ref.Tell("stopped"),
        });
        actor.Tell("watch");
        await inbox.Expect(actor);
        System.Stop(actor);
        await inbox.Expect("stopped");
    }

    [Fact]
    public async Task A_restarted_watcher_still_watches()
    {
        var inbox = NewInbox();
        var watched = ActorOf((_, _) => { });
        var watcher = ActorOf((context, message) =>
        {
            if (message is "fail")
                throw new Boom();
            if (message is "watch")
                context.Watch(watched);
            inbox.Add(message, context.Sender);
        });
        watcher.Tell("watch");
        watcher.Tell("fail");
        watcher.Tell("restarted");
        await inbox.Expect("watch", "restarted");
        System.Stop(watched);
        await inbox.Next<Terminated>();
    }

    [Fact]
    public async Task A_restart_of_the_watched_is_no_end()
    {
        var (inbox, watcher) = Watcher();
        var watched = ActorOf((context, message) =>
        {
            if (message is "fail")
                throw new Boom();
            context.Sender.Tell(message);
        });
        watcher.Tell(watched);
        await inbox.Expect("watching");
        watched.Tell("fail");
        await watched.Ask("alive", Patience);
        watcher.Tell("after");
        await inbox.Expect("after");
    }

    private (Inbox Inbox, IActorRef Watcher) Watcher()
    {
        var inbox = NewInbox();
        var watcher = ActorOf((context, message) =>
        {
            if (message is IActorRef watched)
            {
                context.Watch(watched);
                inbox.Ref.Tell("watching");
            }
            else
            {
                inbox.Add(message, context.Sender);
            }
        });
        return (inbox, watcher);
    }
}
