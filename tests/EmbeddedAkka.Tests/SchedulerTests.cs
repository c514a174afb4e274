using Akka.Actor;

namespace EmbeddedAkka.Tests;

public sealed class SchedulerTests : EngineSpec
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(20);

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
    public async Task What_is_cancelled_before_its_time_does_not_come()
    {
        var inbox = NewInbox();
        var scheduler = System.Scheduler;
        var cancelled = new Cancelable(scheduler);
        cancelled.Cancel();
        scheduler.ScheduleTellOnce(_soon, inbox.Ref, 0, ActorRefs.NoSender, cancelled);

        // A busy machine may be too late to cancel the first of these; what counts is that those yet to come then do not.
        var start = scheduler.MonotonicClock;
        var scheduled = Enumerable.Range(1, 20).Select(number => scheduler.ScheduleTellOnceCancelable(number * _soon, inbox.Ref, number, ActorRefs.NoSender));
        foreach (var message in scheduled.ToList())
            message.Cancel();
        var tooLate = (scheduler.MonotonicClock - start) / _soon;
        scheduler.ScheduleTellOnce(30 * _soon, inbox.Ref, "after", ActorRefs.NoSender);
        while (await inbox.Next() is int number)
            Assert.InRange(number, 1, tooLate);
    }

    [Fact]
    public async Task A_repeated_message_comes_no_more_once_it_is_cancelled()
    {
        var inbox = NewInbox();
        var ticking = System.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, _soon, inbox.Ref, "tick", ActorRefs.NoSender);
        await inbox.Expect("tick", "tick", "tick");
        ticking.Cancel();
        Assert.True(ticking.IsCancellationRequested);
        inbox.Ref.Tell("cancelled");
        System.Scheduler.ScheduleTellOnce(5 * _soon, inbox.Ref, "after", ActorRefs.NoSender);
        while (await inbox.Next() is not "cancelled")
        {
        }

        var next = await inbox.Next();
        if (next is "tick") // it was on its way
            next = await inbox.Next();
        Assert.Equal("after", next);
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
}
