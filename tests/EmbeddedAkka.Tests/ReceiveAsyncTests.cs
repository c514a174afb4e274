using Akka.Actor;

namespace EmbeddedAkka.Tests;

/// <summary>Handlers that await.</summary>
public sealed class ReceiveAsyncTests : EngineSpec
{
    [Fact]
    public async Task ReceiveAsync_keeps_context_and_sender_across_await()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(gate.Task, inbox.Ref)), "async");
        actor.Tell("wait", inbox.Ref);
        gate.SetResult();
        Assert.Equal((inbox.Ref, actor, "async"), await inbox.Next());
    }

    [Fact]
    public async Task No_other_message_is_handled_during_an_await()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(gate.Task, inbox.Ref)));
        actor.Tell("wait");
        actor.Tell("next");
        await inbox.ExpectNothingMore();
        gate.SetResult();
        Assert.IsNotType<string>(await inbox.Next());
        await inbox.Expect("next");
    }

    [Fact]
    public async Task A_failure_after_await_goes_to_the_supervisor()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(Task.CompletedTask, inbox.Ref)));
        actor.Tell("fail later");
        actor.Tell("next");
        Assert.Equal(("restart", "boom", "fail later"), await inbox.Next());
        await inbox.Expect("next");
    }

    [Fact]
    public async Task A_stop_during_an_await_ends_the_actor_at_once()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(gate.Task, inbox.Ref)));
        actor.Tell("wait");
        Assert.True(await StopAndWait());
        gate.SetResult();
        await inbox.ExpectNothingMore();

        Task<bool> StopAndWait()
        {
            System.Stop(actor);
            return actor.GracefulStop(Patience);
        }
    }

    [Fact]
    public async Task Stash_works_after_an_await()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(Task.CompletedTask, inbox.Ref)));
        actor.Tell("stash later");
        actor.Tell("next");
        actor.Tell("unstash");
        await inbox.Expect("next", "stashed");
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task A_failure_on_either_side_of_an_await_goes_to_the_supervisor(string side)
    {
        var inbox = NewInbox();
        var actor = Awaiting(inbox, async (_, message) =>
        {
            if (message is "before")
                throw new Boom();
            await Task.Yield();
            if (message is "after")
                throw new Boom();
            inbox.Ref.Tell(message);
        });
        actor.Tell(side);
        actor.Tell("next");
        await inbox.Expect((typeof(Boom), (object)side), "restarted", "next");
    }

    [Fact]
    public async Task A_cancelled_await_is_a_failure()
    {
        var inbox = NewInbox();
        var actor = Awaiting(inbox, async (_, message) =>
        {
            inbox.Ref.Tell(message);
            await Task.Yield();
            if (message is "cancel")
                await Task.FromCanceled(new CancellationToken(canceled: true));
        });
        actor.Tell("cancel");
        actor.Tell("next");
        await inbox.Expect("cancel", (typeof(TaskCanceledException), (object)"cancel"), "restarted", "next");
    }

    [Fact]
    public async Task What_comes_during_an_await_is_handled_in_its_order()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource();
        var actor = Awaiting(inbox, async (context, message) =>
        {
            inbox.Ref.Tell(message);
            if (message is not 0)
                return;
            await gate.Task;
            context.Self.Tell("told to itself");
            inbox.Ref.Tell("end of 0");
        });
        for (var number = 0; number < 100; number++)
            actor.Tell(number);
        await inbox.Expect(0);
        await inbox.ExpectNothingMore();
        gate.SetResult();
        await inbox.Expect("end of 0");
        for (var number = 1; number < 100; number++)
            await inbox.Expect(number);
        await inbox.Expect("told to itself");
    }

    [Fact]
    public async Task Who_begins_to_watch_during_an_await_is_told_of_the_end()
    {
        var inbox = NewInbox();
        var actor = Awaiting(inbox, (_, _) => new TaskCompletionSource().Task);
        actor.Tell("await for ever");
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
        Assert.True((await inbox.Next<Terminated>()).ExistenceConfirmed);
    }

    [Fact]
    public async Task A_PoisonPill_waits_for_the_end_of_an_await()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource();
        var actor = Awaiting(inbox, async (_, message) =>
        {
            await gate.Task;
            inbox.Ref.Tell(message);
        });
        actor.Tell("await");
        var ended = actor.GracefulStop(Patience);
        await inbox.ExpectNothingMore();
        Assert.False(ended.IsCompleted);
        gate.SetResult();
        await inbox.Expect("await");
        Assert.True(await ended);
    }

    [Fact]
    public async Task A_behaviour_chosen_after_an_await_takes_the_next_message()
    {
        var inbox = NewInbox();
        var actor = Awaiting(inbox, async (context, message) =>
        {
            await Task.Yield();
            inbox.Ref.Tell("first " + message);
            context.Become((UntypedReceive)(next => inbox.Ref.Tell("then " + next)));
        });
        actor.Tell(1);
        actor.Tell(2);
        await inbox.Expect("first 1", "then 2");
    }

    [Fact]
    public async Task Several_awaits_at_once_take_turns()
    {
        const int parts = 100;
        var inbox = NewInbox();
        var inside = 0;
        var actor = Awaiting(inbox, async (context, _) =>
        {
            var clashes = await Task.WhenAll(Enumerable.Range(0, parts).Select(_ => Part()));
            inbox.Ref.Tell((clashes.Count(clash => clash), context.Self));

            async Task<bool> Part()
            {
                await Task.Yield();
                var clash = Interlocked.Increment(ref inside) != 1;
                Thread.SpinWait(1000);
                Interlocked.Decrement(ref inside);
                return clash;
            }
        });
        actor.Tell("start");
        await inbox.Expect((0, actor));
    }

    [Fact]
    public async Task A_child_that_fails_during_an_await_is_dealt_with_after_it()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource();
        IActorRef? child = null;
        var actor = Awaiting(
            inbox,
            async (context, _) =>
            {
                child = context.ActorOf(new Script
                {
                    OnMessage = (_, message) =>
                    {
                        inbox.Ref.Tell(message);
                        if (message is "fail")
                            throw new Boom();
                    },
                }.Props);
                inbox.Ref.Tell("awaiting");
                await gate.Task;
                inbox.Ref.Tell("end of await");
            },
            new OneForOneStrategy(cause =>
            {
                inbox.Ref.Tell("deciding");
                return Directive.Resume;
            }));
        actor.Tell("await");
        await inbox.Expect("awaiting");
        child!.Tell("fail");
        child!.Tell("alive");
        await inbox.Expect("fail");
        await inbox.ExpectNothingMore();
        gate.SetResult();
        await inbox.Expect("end of await", "deciding", "alive");
    }

    [Fact]
    public async Task A_restart_during_an_await_leaves_the_next_message_waiting_for_its_end()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource();
        var (actor, sibling) = await AwaitingSiblings(inbox, gate.Task);
        actor.Tell("await", inbox.Ref);
        actor.Tell("next");
        await inbox.Expect("await");
        sibling.Tell("fail");
        await inbox.Expect((typeof(Boom), (object?)null), "restarted");
        await inbox.ExpectNothingMore();
        gate.SetResult();
        await inbox.Expect(("end of await", inbox.Ref), "next");
    }

    [Fact]
    public async Task An_await_that_fails_after_a_restart_is_a_failure_too()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource();
        var (actor, sibling) = await AwaitingSiblings(inbox, gate.Task);
        actor.Tell("await");
        actor.Tell("next");
        await inbox.Expect("await");
        sibling.Tell("fail");
        await inbox.Expect((typeof(Boom), (object?)null), "restarted");
        gate.SetException(new InvalidTimeZoneException());
        await inbox.Expect((typeof(InvalidTimeZoneException), (object)"await"), "restarted", "next");
    }

    private async Task<(IActorRef Awaiting, IActorRef Sibling)> AwaitingSiblings(Inbox inbox, Task gate)
    {
        var parent = Parent(new AllForOneStrategy(_ => Directive.Restart));
        var awaiting = AwaitingProps(inbox, async (context, message) =>
        {
            inbox.Ref.Tell(message);
            if (message is not "await")
                return;
            await gate;
            inbox.Ref.Tell(("end of await", context.Sender));
        });
        var sibling = new Script { OnMessage = (_, _) => throw new Boom() };
        return (await parent.Ask<IActorRef>(awaiting, Patience), await parent.Ask<IActorRef>(sibling, Patience));
    }

    private IActorRef Awaiting(Inbox inbox, Func<IUntypedActorContext, object, Task> handle, SupervisorStrategy? strategy = null) =>
        System.ActorOf(AwaitingProps(inbox, handle, strategy));

    private static Props AwaitingProps(Inbox inbox, Func<IUntypedActorContext, object, Task> handle, SupervisorStrategy? strategy = null) =>
        Props.Create(() => new AwaitingActor(inbox.Ref, handle, strategy));

    /// <summary>Handles every message by a task; tells of each restart its cause and message.</summary>
    private sealed class AwaitingActor : ReceiveActor
    {
        private readonly IActorRef _inbox;
        private readonly SupervisorStrategy? _strategy;

        public AwaitingActor(IActorRef inbox, Func<IUntypedActorContext, object, Task> handle, SupervisorStrategy? strategy)
        {
            _inbox = inbox;
            _strategy = strategy;
            ReceiveAnyAsync(message => handle(Context, message));
        }

        protected override SupervisorStrategy SupervisorStrategy() => _strategy ?? base.SupervisorStrategy();

        protected override void PreRestart(Exception reason, object message)
        {
            _inbox.Tell((reason.GetType(), message));
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _inbox.Tell("restarted");
            base.PostRestart(reason);
        }
    }

    private sealed class AsyncActor : ReceiveActor, IWithUnboundedStash
    {
        private readonly IActorRef _inbox;
        private bool _stashed;

        public AsyncActor(Task gate, IActorRef inbox)
        {
            _inbox = inbox;
            ReceiveAsync<string>(message => message == "wait", async _ =>
            {
                await gate;
                inbox.Tell((Sender, Context.Self, Self.Path.Name));
            });
            ReceiveAsync<string>(message => message == "fail later", async _ =>
            {
                await Task.Yield();
                throw new Boom();
            });
            ReceiveAsync<string>(message => message == "stash later", async _ =>
            {
                await Task.Yield();
                if (_stashed)
                    inbox.Tell("stashed");
                else
                    Stash.Stash();
                _stashed = true;
            });
            Receive<string>(message => message == "unstash", _ => Stash.UnstashAll());
            Receive<string>(inbox.Tell);
        }

        public IStash Stash { get; set; } = null!;

        protected override void PreRestart(Exception reason, object message)
        {
            _inbox.Tell(("restart", reason.Message, message as string));
            base.PreRestart(reason, message);
        }
    }
}
