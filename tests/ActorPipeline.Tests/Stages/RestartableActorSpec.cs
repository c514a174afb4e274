using ActorPipeline.Stages;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Stages;

/// <summary>Time moves only when a test says so.</summary>
public class RestartableActorSpec() : TestKit("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(4, 500)]
    [InlineData(9, 500)]
    public void It_goes_on_when_its_wait_is_over_and_not_before(int failures, int wait)
    {
        var actor = Start();
        Fail(actor, failures);
        Advance(wait - 1);
        ExpectStillWaiting(actor);

        actor = Start();
        Fail(actor, failures);
        Advance(wait);
        ExpectMsg("goes on");
    }

    [Fact]
    public void A_life_that_ends_without_progress_makes_the_next_wait_longer()
    {
        var actor = Start();
        Fail(actor);
        Advance(100);
        ExpectMsg("goes on");
        Fail(actor);
        Advance(199);

        ExpectStillWaiting(actor);
    }

    [Fact]
    public void Progress_makes_the_next_failure_the_first_in_a_row()
    {
        var actor = Start();
        Fail(actor, times: 3);
        Advance(400);
        ExpectMsg("goes on");
        Tell(actor, "progress");
        ExpectMsg("progress");
        Fail(actor);
        Advance(100);

        ExpectMsg("goes on");
    }

    [Fact]
    public void What_comes_while_it_waits_is_handled_afterwards_in_order_however_many_lives_later()
    {
        var actor = Start();
        Fail(actor);
        Tell(actor, "a", "b");
        Fail(actor);
        Tell(actor, "c");
        Advance(200);

        ExpectMsg("goes on");
        Assert.Equal(["a", "b", "c"], new[] { ExpectMsg<string>(), ExpectMsg<string>(), ExpectMsg<string>() });
    }

    [Fact]
    public void A_wait_that_a_failure_cut_short_never_ends()
    {
        var actor = Start();
        Fail(actor);
        Advance(50);
        Fail(actor);
        Advance(199);

        ExpectStillWaiting(actor);
    }

    private IActorRef Start()
    {
        var restarts = new Restarts(new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)));
        var actor = Guard.Start(Sys, Props.Create(() => new Stage(restarts, TestActor)), _ => Directive.Restart);
        ExpectMsg("goes on");
        ExpectMsg("alive");
        return actor;
    }

    private void Fail(IActorRef actor, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Tell(actor, Kill.Instance);
            ExpectMsg("alive");
        }
    }

    // A pill is not put aside: what the actor was sent before, it has handled.
    private void ExpectStillWaiting(IActorRef actor)
    {
        Watch(actor);
        Tell(actor, PoisonPill.Instance);
        ExpectTerminated(actor);
    }

    private void Advance(int milliseconds) => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(milliseconds));

    private static void Tell(IActorRef actor, params object[] messages)
    {
        foreach (var message in messages)
            actor.Tell(message, ActorRefs.NoSender);
    }

    private sealed class Stage : RestartableActor
    {
        private readonly IActorRef _test;

        public Stage(Restarts restarts, IActorRef test) : base(restarts)
        {
            _test = test;
            Receive<string>(text =>
            {
                if (text == "progress")
                    Progressed();
                test.Tell(text);
            });
        }

        protected override void PreStart()
        {
            base.PreStart();
            _test.Tell("alive");
        }

        protected override void Resume() => _test.Tell("goes on");
    }
}
