using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

public sealed class SchedulerTests : EngineSpec
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _never = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_message_comes_once_with_its_sender()
    {
        var (inbox, sender) = (NewInbox(), NewInbox());
        System.Scheduler.ScheduleTellOnce(_soon, inbox.Ref, "later", sender.Ref);
        await inbox.Expect("later");
        Assert.Equal(sender.Ref, inbox.LastSender);
    }

    [Fact]
    public async Task Messages_come_in_the_order_of_their_time()
    {
        var inbox = NewInbox();
        System.Scheduler.ScheduleTellOnce(10 * _soon, inbox.Ref, "third", ActorRefs.NoSender);
        System.Scheduler.ScheduleTellOnce(_soon, inbox.Ref, "first", ActorRefs.NoSender);
        System.Scheduler.ScheduleTellOnce(5 * _soon, inbox.Ref, "second", ActorRefs.NoSender);
        await inbox.Expect("first", "second", "third");
    }

    [Fact]
    public async Task A_repeated_message_comes_until_it_is_cancelled()
    {
        var inbox = NewInbox();
        var ticking = System.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, _soon, inbox.Ref, "tick", ActorRefs.NoSender);
        await inbox.Expect("tick", "tick", "tick");
        ticking.Cancel();
        Assert.True(ticking.IsCancellationRequested);
    }

    [Fact]
    public async Task A_cancelled_message_does_not_come()
    {
        var inbox = NewInbox();
        System.Scheduler.ScheduleTellOnceCancelable(_soon, inbox.Ref, "cancelled", ActorRefs.NoSender).Cancel();
        var cancelled = new Cancelable(System.Scheduler);
        cancelled.Cancel();
        System.Scheduler.ScheduleTellOnce(_soon, inbox.Ref, "cancelled before", ActorRefs.NoSender, cancelled);
        System.Scheduler.ScheduleTellOnce(5 * _soon, inbox.Ref, "after", ActorRefs.NoSender);
        await inbox.Expect("after");
    }

    [Fact]
    public void Times_must_not_be_negative_nor_intervals_zero()
    {
        var scheduler = System.Scheduler;
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.ScheduleTellOnce(-_soon, System.DeadLetters, "", ActorRefs.NoSender));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => scheduler.ScheduleTellRepeatedly(-_soon, _soon, System.DeadLetters, "", ActorRefs.NoSender));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => scheduler.ScheduleTellRepeatedly(_soon, TimeSpan.Zero, System.DeadLetters, "", ActorRefs.NoSender));
    }

    [Fact]
    public void The_clock_does_not_go_back()
    {
        var before = System.Scheduler.MonotonicClock;
        Assert.True(System.Scheduler.MonotonicClock >= before);
        Assert.InRange(System.Scheduler.Now, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_thousand_timers_all_come()
    {
        var inbox = NewInbox();
        var random = new Random(7);
        for (var number = 0; number < 1000; number++)
            System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(random.Next(100)), inbox.Ref, number, ActorRefs.NoSender);
        var seen = new HashSet<object>();
        while (seen.Count < 1000)
            Assert.True(seen.Add(await inbox.Next()));
    }

    [Fact]
    public async Task A_receive_timeout_comes_when_nothing_else_did_and_again_after_that()
    {
        var inbox = NewInbox();
        ActorOf(new Script
        {
            OnStart = context => context.SetReceiveTimeout(_soon),
            OnMessage = (_, message) => inbox.Ref.Tell(message),
        });
        await inbox.Next<ReceiveTimeout>();
        await inbox.Next<ReceiveTimeout>();
    }

    [Fact]
    public async Task A_receive_timeout_can_be_ended()
    {
        var inbox = NewInbox();
        var actor = ActorOf((context, message) =>
        {
            context.SetReceiveTimeout(message is "set" ? _never : null);
            inbox.Ref.Tell(context.ReceiveTimeout ?? TimeSpan.Zero);
        });
        actor.Tell("set");
        actor.Tell("end");
        await inbox.Expect(_never, TimeSpan.Zero);
    }

    [Fact]
    public async Task A_single_timer_sends_once_and_is_over()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        actor.Tell((Action<ITimerScheduler>)(timers => timers.StartSingleTimer("key", "message", _soon)));
        await inbox.Expect(true, "message", false);
    }

    [Fact]
    public async Task A_periodic_timer_sends_until_cancelled()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        actor.Tell((Action<ITimerScheduler>)(timers => timers.StartPeriodicTimer("key", "message", TimeSpan.Zero, _soon)));
        await inbox.Expect(true, "message", true, "message", true);
        actor.Tell((Action<ITimerScheduler>)(timers => timers.Cancel("key")));
        while (await inbox.Next() is not false)
        {
        }

        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task A_timer_of_the_same_key_replaces_the_one_before_even_where_its_message_waits_already()
    {
        var inbox = NewInbox();
        using var due = new ManualResetEventSlim();
        var actor = Timed(inbox);
        actor.Tell((Action<ITimerScheduler>)(timers =>
        {
            timers.StartSingleTimer("key", "stale", TimeSpan.Zero);
            System.Scheduler.ScheduleTellOnce(10 * _soon, ActorOf((_, _) => due.Set()), "due", ActorRefs.NoSender);
            due.Wait(Patience);
            timers.StartSingleTimer("key", "fresh", _soon);
        }));
        await inbox.Expect(true, "fresh", false);
    }

    [Fact]
    public async Task CancelAll_ends_all_timers()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        actor.Tell((Action<ITimerScheduler>)(timers =>
        {
            timers.StartSingleTimer("key", "one", _never);
            timers.StartPeriodicTimer("other", "two", _never);
            timers.CancelAll();
        }));
        await inbox.Expect(false);
    }

    [Fact]
    public async Task Timers_end_with_their_instance()
    {
        var inbox = NewInbox();
        var actor = Timed(inbox);
        actor.Tell((Action<ITimerScheduler>)(timers =>
        {
            timers.StartSingleTimer("key", "of a former life", _soon);
            throw new Boom();
        }));
        actor.Tell((Action<ITimerScheduler>)(timers => timers.StartSingleTimer("other", "of this life", 5 * _soon)));
        await inbox.Expect(false, "of this life", false);
    }

    [Fact]
    public async Task A_timers_message_has_no_sender_and_can_be_unhandled()
    {
        var (inbox, unhandled) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(unhandled.Ref, typeof(UnhandledMessage));
        var actor = Timed(inbox);
        actor.Tell((Action<ITimerScheduler>)(timers => timers.StartSingleTimer("key", 42, _soon)));
        var message = await unhandled.Next<UnhandledMessage>();
        Assert.Equal((42, System.DeadLetters), (message.Message, message.Sender));
    }

    private IActorRef Timed(Inbox inbox) => System.ActorOf(Props.Create(() => new TimedActor(inbox.Ref)));

    /// <summary>Does to its timers what it is told, passes on their messages, and says after each whether the timer "key" is active.</summary>
    private sealed class TimedActor : ReceiveActor, IWithTimers
    {
        public TimedActor(IActorRef inbox)
        {
            Receive<Action<ITimerScheduler>>(act =>
            {
                act(Timers);
                inbox.Tell(Timers.IsTimerActive("key"));
            });
            Receive<string>(message =>
            {
                inbox.Tell(message);
                inbox.Tell(Timers.IsTimerActive("key"));
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
