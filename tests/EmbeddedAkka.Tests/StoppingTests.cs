using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

/// <summary>The ways to end an actor: what is still handled, what becomes a dead letter, and who is told.</summary>
public sealed class StoppingTests : EngineSpec
{
    [Fact]
    public async Task Stop_takes_effect_after_the_current_message()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script
        {
            OnMessage = (context, message) =>
            {
                context.Stop(context.Self);
                inbox.Ref.Tell(message);
            },
            OnStop = _ => inbox.Ref.Tell("stopped"),
        });
        actor.Tell("current");
        actor.Tell("never");
        await inbox.Expect("current", "stopped");
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task PoisonPill_stops_behind_the_messages_sent_before_it()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script
        {
            OnMessage = (_, message) => inbox.Ref.Tell(message),
            OnStop = _ => inbox.Ref.Tell("stopped"),
        });
        actor.Tell("one");
        actor.Tell("two");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("three");
        await inbox.Expect("one", "two", "stopped");
    }

    [Fact]
    public async Task Kill_fails_the_actor_behind_the_messages_sent_before_it()
    {
        var (inbox, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = ActorOf(Telling(inbox));
        foreach (var message in new object[] { "one", "two", Kill.Instance, "three", "four" })
            actor.Tell(message);
        await inbox.Expect("one", "two", "stopped");
        Assert.Equal("three", (await letters.Next<DeadLetter>()).Message);
        Assert.Equal("four", (await letters.Next<DeadLetter>()).Message);
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task Stop_overtakes_the_messages_that_wait_and_PoisonPill_does_not()
    {
        var (inbox, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(letters.Ref, typeof(AllDeadLetters));
        using var release = new ManualResetEventSlim();
        var parent = Parent();
        var actor = await parent.Ask<IActorRef>(
            new Script
            {
                OnMessage = (_, message) =>
                {
                    inbox.Ref.Tell(message);
                    release.Wait(Patience);
                },
                OnStop = _ => inbox.Ref.Tell("stopped"),
            },
            Patience);
        actor.Tell("current");
        await inbox.Expect("current");
        actor.Tell("waits");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("last");
        await parent.Ask(actor, Patience);
        release.Set();
        await inbox.Expect("stopped");
        Assert.Equal("waits", (await letters.Next<DeadLetter>()).Message);
        Assert.Same(PoisonPill.Instance, (await letters.Next<SuppressedDeadLetter>()).Message);
        Assert.Equal("last", (await letters.Next<DeadLetter>()).Message);
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task A_PoisonPill_waits_for_its_turn_across_a_restart()
    {
        var inbox = NewInbox();
        var actor = ActorOf(Telling(inbox));
        foreach (var message in new object[] { "fail", "one", PoisonPill.Instance, "two" })
            actor.Tell(message);
        await inbox.Expect("stopped", "one", "stopped");
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task An_actor_that_stops_in_PreStart_handles_nothing()
    {
        var (inbox, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = ActorOf(new Script
        {
            OnStart = context => context.Stop(context.Self),
            OnMessage = (_, message) => inbox.Ref.Tell(message),
            OnStop = _ => inbox.Ref.Tell("stopped"),
        });
        actor.Tell("never");
        await inbox.Expect("stopped");
        Assert.Equal("never", (await letters.Next<DeadLetter>()).Message);
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task A_failure_in_PostStop_does_not_prevent_the_end()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script { OnStop = _ => throw new Boom() });
        var watcher = ActorOf((context, message) =>
        {
            if (message is Terminated)
                inbox.Add(message, context.Sender);
            else
                inbox.Ref.Tell(context.Watch(actor));
        });
        watcher.Tell("watch");
        await inbox.Expect(actor);
        System.Stop(actor);
        await inbox.Next<Terminated>();
    }

    [Fact]
    public async Task A_stopping_actor_has_no_more_children()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script { OnStop = context => inbox.Ref.Tell(Record.Exception(() => context.ActorOf(new Script().Props))!) });
        System.Stop(actor);
        await inbox.Next<InvalidOperationException>();
    }

    [Fact]
    public async Task A_stopping_actor_handles_no_message_while_it_waits_for_its_children()
    {
        var (inbox, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        using var release = new ManualResetEventSlim();
        var child = new Script
        {
            OnStop = _ =>
            {
                inbox.Ref.Tell("child is stopping");
                release.Wait(Patience);
            },
        };
        var actor = ActorOf(new Script
        {
            OnStart = context => context.ActorOf(child.Props),
            OnMessage = (_, message) => inbox.Ref.Tell(message),
            OnStop = _ => inbox.Ref.Tell("stopped"),
        });
        actor.Tell(PoisonPill.Instance);
        await inbox.Expect("child is stopping");
        actor.Tell("late");
        await letters.ExpectNothingMore();
        release.Set();
        await inbox.Expect("stopped");
        Assert.Equal("late", (await letters.Next<DeadLetter>()).Message);
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task Who_stops_a_child_still_has_it_until_it_has_ended()
    {
        var inbox = NewInbox();
        using var release = new ManualResetEventSlim();
        var parent = ActorOf((context, message) =>
        {
            if (message is Terminated)
            {
                inbox.Ref.Tell(context.GetChildren().Count());
                return;
            }
            var child = context.Watch(context.ActorOf(new Script { OnStop = _ => release.Wait(Patience) }.Props, "child"));
            context.Stop(child);
            inbox.Ref.Tell(context.GetChildren().Single());
            inbox.Ref.Tell(context.Child("child"));
        });
        parent.Tell("start");
        Assert.Equal(await inbox.Next<IActorRef>(), await inbox.Next<IActorRef>());
        release.Set();
        await inbox.Expect(0);
    }

    [Fact]
    public async Task To_stop_the_dead_is_no_error_and_no_dead_letter()
    {
        var letters = NewInbox();
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = ActorOf(new Script());
        await actor.GracefulStop(Patience);
        System.Stop(actor);
        actor.Tell(PoisonPill.Instance);
        await letters.ExpectNothingMore();
    }

    [Fact]
    public async Task PostStop_runs_when_all_children_have_stopped()
    {
        var inbox = NewInbox();
        var grandchild = new Script { OnStop = _ => inbox.Ref.Tell("grandchild") };
        var child = new Script { OnStart = context => context.ActorOf(grandchild.Props), OnStop = _ => inbox.Ref.Tell("child") };
        var parent = ActorOf(new Script
        {
            OnStart = context => context.ActorOf(child.Props),
            OnMessage = (context, _) => context.Sender.Tell("ready"),
            OnStop = context =>
            {
                Assert.Empty(context.GetChildren());
                inbox.Ref.Tell("parent");
            },
        });
        await parent.Ask("are you?", Patience);
        System.Stop(parent);
        await inbox.Expect("grandchild", "child", "parent");
    }

    [Fact]
    public async Task GracefulStop_is_true_when_the_actor_has_ended()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script { OnStop = _ => inbox.Ref.Tell("stopped") });
        Assert.True(await actor.GracefulStop(Patience));
        await inbox.Expect("stopped");
    }

    [Fact]
    public async Task GracefulStop_is_true_of_an_actor_that_had_ended_before()
    {
        var actor = ActorOf((_, _) => { });
        await actor.GracefulStop(Patience);
        Assert.True(await actor.GracefulStop(Patience));
    }

    [Fact]
    public async Task GracefulStop_is_false_when_the_actor_does_not_end()
    {
        var actor = ActorOf((_, _) => { });
        Assert.False(await actor.GracefulStop(TimeSpan.FromMilliseconds(1), "a message that does not stop it"));
    }

    [Fact]
    public async Task Tell_after_the_end_does_no_harm()
    {
        var actor = ActorOf((_, _) => { });
        await System.Terminate().WaitAsync(Patience);
        actor.Tell("late");
        System.Stop(actor);
    }

    private static Script Telling(Inbox inbox) => new()
    {
        OnMessage = (_, message) =>
        {
            if (message is "fail")
                throw new Boom();
            inbox.Ref.Tell(message);
        },
        OnStop = _ => inbox.Ref.Tell("stopped"),
    };
}
