using Akka.Actor;

namespace EmbeddedAkka.Tests;

public sealed class LifecycleTests : EngineSpec
{
    [Fact]
    public async Task PreStart_runs_before_the_first_message()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script
        {
            OnConstruct = () => inbox.Ref.Tell("construct"),
            OnStart = _ => inbox.Ref.Tell("start"),
            OnMessage = (_, message) => inbox.Ref.Tell(message),
        });
        actor.Tell("first");
        await inbox.Expect("construct", "start", "first");
    }

    [Fact]
    public async Task Messages_of_one_sender_arrive_in_order()
    {
        var inbox = NewInbox();
        for (var number = 0; number < 1000; number++)
            inbox.Ref.Tell(number);
        for (var number = 0; number < 1000; number++)
            Assert.Equal(number, await inbox.Next());
    }

    [Fact]
    public async Task An_actor_handles_one_message_at_a_time()
    {
        const int senders = 4, each = 5000;
        var (inside, handled) = (0, 0);
        var done = new TaskCompletionSource();
        var actor = ActorOf((_, _) =>
        {
            if (Interlocked.Increment(ref inside) != 1)
                done.TrySetException(new Boom("two at a time"));
            if (++handled == senders * each)
                done.TrySetResult();
            Interlocked.Decrement(ref inside);
        });
        Parallel.For(0, senders, _ =>
        {
            for (var number = 0; number < each; number++)
                actor.Tell(number);
        });
        await done.Task.WaitAsync(Patience);
    }

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

    [Theory]
    [InlineData("construct")]
    [InlineData("start")]
    public async Task An_actor_that_cannot_be_created_ends_without_PostStop(string where)
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script
        {
            OnConstruct = () => ThrowIf(where == "construct"),
            OnStart = _ => ThrowIf(where == "start"),
            OnStop = _ => inbox.Ref.Tell("stopped"),
        });
        Assert.True(await actor.GracefulStop(Patience));
        await inbox.ExpectNothingMore();

        static void ThrowIf(bool now)
        {
            if (now)
                throw new Boom();
        }
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
    public async Task Terminate_ends_all_actors_and_no_more_can_be_created()
    {
        var stopped = new TaskCompletionSource();
        ActorOf(new Script { OnStop = _ => stopped.SetResult() });
        await System.Terminate().WaitAsync(Patience);
        Assert.True(stopped.Task.IsCompleted);
        Assert.True(System.WhenTerminated.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => ActorOf((_, _) => { }));
    }

    [Fact]
    public async Task Tell_after_the_end_does_no_harm()
    {
        var actor = ActorOf((_, _) => { });
        await System.Terminate().WaitAsync(Patience);
        actor.Tell("late");
        System.Stop(actor);
    }

    [Fact]
    public async Task A_message_must_not_be_null()
    {
        var actor = ActorOf((context, message) => context.Sender.Tell(message));
        await actor.Ask("are you there?", Patience);
        Assert.Throws<ArgumentNullException>(() => actor.Tell(null!));
    }

    [Fact]
    public void An_actor_cannot_be_constructed_by_hand()
    {
        // On a thread of its own: test kits leave their test actor behind on xunit's.
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() => new Lonely()));
        thread.Start();
        thread.Join();

        Assert.IsType<ActorInitializationException>(failure);
    }

    [Fact]
    public async Task Sender_is_dead_letters_when_there_is_none_and_else_the_running_actor()
    {
        var inbox = NewInbox();
        inbox.Ref.Tell("from nobody", ActorRefs.NoSender);
        await inbox.Next();
        Assert.Equal(System.DeadLetters, inbox.LastSender);

        var actor = ActorOf((_, message) => inbox.Ref.Tell(message));
        actor.Tell("from actor");
        await inbox.Next();
        Assert.Equal(actor, inbox.LastSender);
    }

    [Fact]
    public async Task Forward_keeps_the_sender()
    {
        var inbox = NewInbox();
        var between = ActorOf((_, message) => inbox.Ref.Forward(message));
        var source = NewInbox();
        between.Tell("hello", source.Ref);
        await inbox.Expect("hello");
        Assert.Equal(source.Ref, inbox.LastSender);
    }

    [Fact]
    public async Task Context_is_only_there_inside_of_the_actor()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Leaky(inbox.Ref)));
        actor.Tell("leak");
        await inbox.Next<NotSupportedException>();
        Assert.Equal(actor, await inbox.Next());
    }

    private sealed class Lonely : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Leaky(IActorRef inbox) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var outside = new Thread(() => inbox.Tell(Record.Exception(() => Context.Parent)!));
            outside.Start();
            outside.Join();
            inbox.Tell(Self);
        }
    }
}
