using Akka.Actor;
using Akka.TestKit;

namespace EmbeddedAkka.Tests.TestKit;

/// <summary>Time that moves only when the test says so.</summary>
public sealed class TestSchedulerTests() : Akka.TestKit.Xunit2.TestKit("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void Once(int delay, object message) => Scheduler.ScheduleTellOnce(Ms(delay), TestActor, message, ActorRefs.NoSender);

    private List<object> Received()
    {
        var received = new List<object>();
        while (HasMessages) received.Add(ExpectMsg<object>());
        return received;
    }

    [Fact]
    public void Message_comes_when_its_time_has_come()
    {
        Once(100, "x");
        Scheduler.Advance(Ms(99));
        Assert.Empty(Received());
        Scheduler.Advance(Ms(1));
        Assert.Equal(["x"], Received());
        Scheduler.Advance(Ms(1000));
        Assert.Empty(Received());
    }

    [Fact]
    public void Messages_come_in_the_order_of_their_times_then_of_their_scheduling()
    {
        Once(200, "b");
        Once(100, "a");
        Once(200, "c");
        Scheduler.Advance(Ms(50));
        Once(0, "first");
        Once(149, "between");
        Scheduler.Advance(Ms(200));

        Assert.Equal(["first", "a", "between", "b", "c"], Received());
    }

    [Fact]
    public void Message_without_delay_waits_for_an_advance_too()
    {
        Once(0, "x");
        Assert.Empty(Received());
        Scheduler.Advance(TimeSpan.Zero);
        Assert.Equal(["x"], Received());
    }

    [Fact]
    public void Repeated_message_comes_once_at_most_for_an_advance()
    {
        Scheduler.ScheduleTellRepeatedly(Ms(100), Ms(50), TestActor, "x", ActorRefs.NoSender);

        var counts = new List<int>();
        foreach (var step in new[] { 99, 1, 50, 170, 49, 1, 30, 30 })
        {
            Scheduler.Advance(Ms(step));
            counts.Add(Received().Count);
        }

        Assert.Equal([0, 1, 1, 1, 0, 1, 0, 1], counts);
    }

    [Fact]
    public void Single_and_repeated_messages_of_one_time_come_in_the_order_of_their_scheduling()
    {
        Once(100, "a");
        Scheduler.ScheduleTellRepeatedly(Ms(100), Ms(100), TestActor, "b", ActorRefs.NoSender);
        Once(100, "c");
        Once(200, "d");
        Scheduler.Advance(Ms(100));
        Assert.Equal(["a", "b", "c"], Received());
        Scheduler.Advance(Ms(100));
        Assert.Equal(["d", "b"], Received());
    }

    [Fact]
    public void Cancelled_message_does_not_come()
    {
        var once = Scheduler.ScheduleTellOnceCancelable(Ms(100), TestActor, "once", ActorRefs.NoSender);
        var again = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellRepeatedly(Ms(100), Ms(100), TestActor, "again", ActorRefs.NoSender, again);
        once.Cancel();
        Scheduler.Advance(Ms(100));
        Assert.Equal(["again"], Received());
        again.Cancel();
        Scheduler.Advance(Ms(100));
        Assert.Empty(Received());
    }

    [Fact]
    public void Time_is_told_by_Now()
    {
        var start = Scheduler.Now;
        Scheduler.Advance(Ms(300));
        Assert.Equal(Ms(300), Scheduler.Now - start);
        Once(200, "x");
        Scheduler.AdvanceTo(start + Ms(500));
        Assert.Equal(["x"], Received());
        Assert.Equal(start + Ms(500), Scheduler.Now);
    }

    [Fact]
    public void Time_is_not_reversed() => Assert.Throws<InvalidOperationException>(() => Scheduler.AdvanceTo(Scheduler.Now - Ms(1)));

    [Fact]
    public void Sender_is_kept()
    {
        var probe = CreateTestProbe();
        Scheduler.ScheduleTellOnce(Ms(100), TestActor, "x", probe);
        Scheduler.Advance(Ms(100));
        ExpectMsg("x");

        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Timers_and_receive_timeouts_of_actors_follow_the_test()
    {
        var timed = ActorOf(Props.Create<Timed>(TestActor));
        ExpectMsg("started");
        Scheduler.Advance(TimeSpan.FromSeconds(60));
        ExpectMsg("tick");
        Scheduler.Advance(TimeSpan.FromSeconds(60));
        ExpectMsg("tick");
        timed.Tell("quiet");
        ExpectMsg("quiet");
        // The time-out is armed some time after the handler's message.
        AwaitCondition(() =>
        {
            Scheduler.Advance(TimeSpan.FromSeconds(60));
            return HasMessages;
        });
        ExpectMsg("timeout");
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _test;

        public Timed(IActorRef test)
        {
            Receive<ReceiveTimeout>(_ => test.Tell("timeout"));
            ReceiveAny(message =>
            {
                if (message is "quiet")
                {
                    Timers.Cancel("key");
                    SetReceiveTimeout(TimeSpan.FromSeconds(60));
                }

                test.Tell(message);
            });
            _test = test;
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartPeriodicTimer("key", "tick", TimeSpan.FromSeconds(60));
            _test.Tell("started");
        }
    }
}
