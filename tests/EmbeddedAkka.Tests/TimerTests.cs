using Akka.Actor;
using Akka.Event;
using Akka.TestKit;

namespace EmbeddedAkka.Tests;

/// <summary>Timers of an actor's own, on a clock that only the test moves.</summary>
public sealed class TimerTests() : EngineSpec("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_single_timer_sends_once_and_is_over()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers => timers.StartSingleTimer("key", "message", _second));
        await inbox.Expect(true);
        Advance(0.999);
        await inbox.ExpectNothingMore();
        Advance(0.001);
        await inbox.Expect("message", false);
        Advance(10);
        await ExpectNothingMore(actor, inbox);
    }

    [Fact]
    public async Task A_periodic_timer_sends_until_it_is_cancelled()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers => timers.StartPeriodicTimer("key", "message", _second));
        await inbox.Expect(true);
        for (var time = 0; time < 3; time++)
        {
            Advance(0.5);
            await ExpectNothingMore(actor, inbox);
            Advance(0.5);
            await inbox.Expect("message", true);
        }
        Do(actor, timers => timers.Cancel("key"));
        await inbox.Expect(false);
        Advance(10);
        await ExpectNothingMore(actor, inbox);
    }

    [Fact]
    public async Task A_periodic_timer_may_begin_at_another_time()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers => timers.StartPeriodicTimer("key", "message", 5 * _second, _second));
        await inbox.Expect(true);
        Advance(4);
        await ExpectNothingMore(actor, inbox);
        foreach (var seconds in new[] { 1, 1, 1 })
        {
            Advance(seconds);
            await inbox.Expect("message", true);
        }
    }

    [Fact]
    public async Task A_timer_of_the_same_key_replaces_the_one_before()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers =>
        {
            timers.StartPeriodicTimer("key", "stale", _second);
            timers.StartSingleTimer("key", "fresh", 2 * _second);
        });
        await inbox.Expect(true);
        Advance(1);
        await ExpectNothingMore(actor, inbox);
        Advance(1);
        await inbox.Expect("fresh", false);
    }

    [Fact]
    public async Task Keys_are_the_same_when_they_are_equal()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers =>
        {
            timers.StartSingleTimer(("key", 1), "replaced", _second);
            timers.StartSingleTimer(("key", 1), "cancelled", _second);
            timers.StartSingleTimer(("key", 2), "another", _second);
            inbox.Ref.Tell(timers.IsTimerActive(("key", 1)));
            timers.Cancel(("key", 1));
            inbox.Ref.Tell(timers.IsTimerActive(("key", 1)));
        });
        await inbox.Expect(true, false, false);
        Advance(1);
        await inbox.Expect("another", false);
        await ExpectNothingMore(actor, inbox);
    }

    [Fact]
    public async Task Timers_of_the_same_time_come_in_the_order_of_their_starting()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers =>
        {
            foreach (var number in Enumerable.Range(0, 10))
                timers.StartSingleTimer(number, number.ToString(), _second);
        });
        await inbox.Expect(false);
        Advance(1);
        foreach (var number in Enumerable.Range(0, 10))
            await inbox.Expect(number.ToString(), false);
    }

    [Fact]
    public async Task CancelAll_ends_all_timers()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers =>
        {
            timers.StartSingleTimer("key", "one", _second);
            timers.StartPeriodicTimer("other", "two", _second);
            timers.CancelAll();
        });
        await inbox.Expect(false);
        Advance(1);
        await ExpectNothingMore(actor, inbox);
    }

    /// <summary>The time comes while the actor is busy, so that the message waits in its mailbox.</summary>
    [Theory]
    [InlineData("cancel")]
    [InlineData("cancel all")]
    [InlineData("replace")]
    [InlineData("fail")]
    public async Task A_message_that_waits_when_its_timer_is_gone_is_not_handled(string end)
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers =>
        {
            timers.StartSingleTimer("key", "stale", _second);
            timers.StartPeriodicTimer("other", "stale too", _second);
            Advance(1);
            switch (end)
            {
                case "cancel":
                    timers.Cancel("key");
                    timers.Cancel("other");
                    break;
                case "cancel all":
                    timers.CancelAll();
                    break;
                case "replace":
                    timers.StartSingleTimer("key", "fresh", 10 * _second);
                    timers.StartSingleTimer("other", "fresh too", 10 * _second);
                    break;
                default:
                    throw new Boom();
            }
        });
        await inbox.Expect(end == "replace");
        await ExpectNothingMore(actor, inbox);
    }

    [Fact]
    public async Task Timers_end_with_their_instance()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers =>
        {
            timers.StartPeriodicTimer("key", "of a former life", _second);
            throw new Boom();
        });
        await inbox.Expect(false);
        Do(actor, timers => timers.StartSingleTimer("other", "of this life", _second));
        await inbox.Expect(false);
        Advance(1);
        await inbox.Expect("of this life", false);
        await ExpectNothingMore(actor, inbox);
    }

    [Fact]
    public async Task A_timer_whose_time_comes_when_its_actor_has_stopped_leaves_no_dead_letter()
    {
        var (inbox, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = Timed(inbox);
        Do(actor, timers =>
        {
            timers.StartPeriodicTimer("comes", "when it has stopped", _second);
            System.Stop(actor);
        });
        Assert.True(await actor.GracefulStop(Patience));
        Advance(1);
        await letters.ExpectNothingMore();
    }

    [Fact]
    public async Task A_timers_message_has_no_sender_and_can_be_unhandled()
    {
        var (inbox, unhandled) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(unhandled.Ref, typeof(UnhandledMessage));
        Do(Timed(inbox), timers => timers.StartSingleTimer("key", 42, _second));
        await inbox.Expect(true);
        Advance(1);
        var message = await unhandled.Next<UnhandledMessage>();
        Assert.Equal((42, System.DeadLetters), (message.Message, message.Sender));
    }

    [Fact]
    public async Task A_timers_message_may_be_a_PoisonPill()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers => timers.StartSingleTimer("key", PoisonPill.Instance, _second));
        await inbox.Expect(true);
        Advance(1);
        Assert.True(await actor.GracefulStop(Patience, "no reason to stop"));
    }

    [Fact]
    public async Task A_timers_message_may_be_put_aside()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        Do(actor, timers => timers.StartSingleTimer("key", new Aside("message"), _second));
        await inbox.Expect(true);
        Advance(1);
        await inbox.Expect("put aside");
        actor.Tell("unstash");
        await inbox.Expect("message");
    }

    [Fact]
    public async Task A_timers_message_waits_while_the_actor_awaits()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        var gate = new TaskCompletionSource();
        actor.Tell((Func<ITimerScheduler, Task>)(timers =>
        {
            timers.StartSingleTimer("key", "message", _second);
            return gate.Task;
        }));
        await inbox.Expect("awaiting");
        Advance(1);
        await inbox.ExpectNothingMore();
        gate.SetResult();
        await inbox.Expect("awaited", "message", false);
    }

    private static void Do(IActorRef actor, Action<ITimerScheduler> act) => actor.Tell(act);

    private void Advance(double seconds) => ((TestScheduler)System.Scheduler).Advance(TimeSpan.FromSeconds(seconds));

    private static async Task ExpectNothingMore(IActorRef actor, Inbox inbox)
    {
        await actor.Ask(new Settle(), Patience);
        await inbox.ExpectNothingMore();
    }

    private IActorRef Timed(Inbox inbox) => System.ActorOf(Props.Create(() => new TimedActor(inbox.Ref)));

    private sealed record Settle;

    private sealed record Aside(string Message);

    /// <summary>Does to its timers what it is told, passes on their messages, and says after each whether the timer "key" is active.</summary>
    private sealed class TimedActor : ReceiveActor, IWithTimers, IWithUnboundedStash
    {
        private readonly IActorRef _inbox;
        private bool _stashed;

        public TimedActor(IActorRef inbox)
        {
            _inbox = inbox;
            Receive<Settle>(message => Sender.Tell(message));
            Receive<Action<ITimerScheduler>>(act =>
            {
                act(Timers);
                inbox.Tell(Timers.IsTimerActive("key"));
            });
            ReceiveAsync<Func<ITimerScheduler, Task>>(async act =>
            {
                var task = act(Timers);
                inbox.Tell("awaiting");
                await task;
                inbox.Tell("awaited");
            });
            Receive<Aside>(message =>
            {
                inbox.Tell(_stashed ? message.Message : "put aside");
                if (!_stashed)
                    Stash.Stash();
                _stashed = true;
            });
            Receive<string>(message => message == "unstash", _ => Stash.UnstashAll());
            Receive<string>(message =>
            {
                inbox.Tell(message);
                inbox.Tell(Timers.IsTimerActive("key"));
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        public IStash Stash { get; set; } = null!;

        protected override void PostRestart(Exception reason)
        {
            base.PostRestart(reason);
            _inbox.Tell(Timers.IsTimerActive("key"));
        }
    }
}
