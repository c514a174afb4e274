using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

/// <summary>What a restart runs, in which order, and what it keeps.</summary>
public sealed class RestartTests : EngineSpec
{
    [Fact]
    public async Task A_restart_runs_each_hook_once_in_its_order()
    {
        var inbox = NewInbox();
        var actor = ActorOf(Telling(inbox));
        actor.Tell("fail");
        actor.Tell("after");
        await inbox.Expect("construct", "start", ("pre-restart", "boom", "fail"), "stop", "construct", ("post-restart", "boom"), "start", "after");
        await actor.GracefulStop(Patience);
        await inbox.Expect("stop");
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task The_new_instance_is_made_when_the_children_of_the_old_one_have_ended()
    {
        var inbox = NewInbox();
        using var release = new ManualResetEventSlim();
        var child = new Script
        {
            OnStop = _ =>
            {
                inbox.Ref.Tell("child is stopping");
                release.Wait(Patience);
                inbox.Ref.Tell("child stopped");
            },
        };
        var actor = ActorOf(new Script
        {
            OnConstruct = () => inbox.Ref.Tell("construct"),
            OnStart = context => context.ActorOf(child.Props, "child"),
            OnMessage = FailOr(inbox),
        });
        actor.Tell("fail");
        actor.Tell("after");
        await inbox.Expect("construct", "child is stopping");
        await inbox.ExpectNothingMore();
        release.Set();
        await inbox.Expect("child stopped", "construct", "after");
    }

    [Fact]
    public async Task A_stop_during_a_restart_ends_the_actor_without_a_new_instance()
    {
        var inbox = NewInbox();
        using var release = new ManualResetEventSlim();
        var child = new Script
        {
            OnStop = _ =>
            {
                inbox.Ref.Tell("child is stopping");
                release.Wait(Patience);
            },
        };
        var parent = Parent();
        var actor = await parent.Ask<IActorRef>(
            new Script
            {
                OnConstruct = () => inbox.Ref.Tell("construct"),
                OnStart = context => context.ActorOf(child.Props, "child"),
                OnMessage = FailOr(inbox),
                OnStop = _ => inbox.Ref.Tell("stop"),
            },
            Patience);
        actor.Tell("fail");
        actor.Tell("never");
        await inbox.ExpectInAnyOrder("construct", "stop", "child is stopping");
        await parent.Ask(actor, Patience);
        var ended = actor.GracefulStop(Patience);
        release.Set();
        Assert.True(await ended);
        await inbox.Expect("stop"); // the old instance is the actor's until there is a new one
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task A_sibling_that_is_restarted_too_sees_the_cause_and_no_message()
    {
        var inbox = NewInbox();
        var parent = Parent(new AllForOneStrategy(_ => Directive.Restart));
        var failing = await parent.Ask<IActorRef>(Named("failing"), Patience);
        await parent.Ask<IActorRef>(Named("sibling"), Patience);
        failing.Tell("fail");
        var seen = new[] { await inbox.Next(), await inbox.Next() };
        Assert.Contains(("failing", "boom", (object?)"fail"), seen);
        Assert.Contains(("sibling", "boom", (object?)null), seen);

        Script Named(string name) => new()
        {
            OnMessage = FailOr(inbox),
            OnPreRestart = (_, cause, message) => inbox.Ref.Tell((name, cause.Message, message)),
        };
    }

    [Fact]
    public async Task PreRestart_may_send_the_failed_message_again()
    {
        var inbox = NewInbox();
        var attempts = 0;
        var actor = ActorOf(new Script
        {
            OnMessage = (_, message) =>
            {
                if (message is "try" && attempts++ == 0)
                    throw new Boom();
                inbox.Ref.Tell(message);
            },
            OnPreRestart = (context, _, message) => context.Self.Tell(message!),
        });
        actor.Tell("try");
        actor.Tell("next");
        await inbox.ExpectInAnyOrder("next", "try");
    }

    [Fact]
    public async Task A_failure_in_PreRestart_does_not_prevent_the_restart()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script
        {
            OnConstruct = () => inbox.Ref.Tell("construct"),
            OnMessage = FailOr(inbox),
            OnPreRestart = (_, _, _) => throw new Boom("again"),
        });
        actor.Tell("fail");
        actor.Tell("after");
        await inbox.Expect("construct", "construct", "after");
    }

    [Fact]
    public async Task Messages_keep_their_order_and_sender_across_restarts()
    {
        var inbox = NewInbox();
        var sender = NewInbox();
        var actor = ActorOf((context, message) =>
        {
            if (message is int number && number % 10 == 9)
                throw new Boom();
            inbox.Ref.Forward(message);
        });
        for (var number = 0; number < 100; number++)
            actor.Tell(number, sender.Ref);
        for (var number = 0; number < 100; number++)
        {
            if (number % 10 == 9)
                continue;
            Assert.Equal(number, await inbox.Next());
            Assert.Equal(sender.Ref, inbox.LastSender);
        }
    }

    [Fact]
    public async Task A_failed_message_is_neither_handled_again_nor_a_dead_letter()
    {
        var (inbox, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(letters.Ref, typeof(AllDeadLetters));
        var handled = 0;
        var actor = ActorOf((context, message) =>
        {
            handled++;
            if (message is "fail")
                throw new Boom();
            inbox.Ref.Tell(handled);
        });
        actor.Tell("fail");
        actor.Tell("after");
        await inbox.Expect(2);
        await letters.ExpectNothingMore();
    }

    private static Script Telling(Inbox inbox) => new()
    {
        OnConstruct = () => inbox.Ref.Tell("construct"),
        OnStart = _ => inbox.Ref.Tell("start"),
        OnMessage = FailOr(inbox),
        OnPreRestart = (_, cause, message) => inbox.Ref.Tell(("pre-restart", cause.Message, message as string)),
        OnPostRestart = cause => inbox.Ref.Tell(("post-restart", cause.Message)),
        OnStop = _ => inbox.Ref.Tell("stop"),
    };

    private static Action<IUntypedActorContext, object> FailOr(Inbox inbox) => (_, message) =>
    {
        if (message is "fail")
            throw new Boom();
        inbox.Ref.Tell(message);
    };
}
