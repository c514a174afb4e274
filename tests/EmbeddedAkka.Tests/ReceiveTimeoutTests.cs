using Akka.Actor;
using Akka.TestKit;

namespace EmbeddedAkka.Tests;

/// <summary>The time-out of an actor that gets no message, on a clock that only the test moves.</summary>
/// <remarks>It is armed at the end of an actor's turn, and a single thread tells when that is over.</remarks>
public sealed class ReceiveTimeoutTests() : EngineSpec("""
    akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
    one-thread {
      type = ForkJoinDispatcher
      throughput = 1
      dedicated-thread-pool {
        thread-count = 1
      }
    }
    """)
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task It_comes_when_nothing_else_did_and_again_after_that()
    {
        var inbox = NewInbox();
        var actor = await Idle(inbox);
        for (var time = 0; time < 3; time++)
        {
            await Advance(59);
            await inbox.ExpectNothingMore();
            await Advance(1);
            await inbox.Next<ReceiveTimeout>();
            Assert.Equal(actor, inbox.LastSender);
        }
    }

    [Theory]
    [InlineData("handled")]
    [InlineData("unhandled")]
    [InlineData("stashed")]
    public async Task Every_message_puts_it_off(string message)
    {
        var inbox = NewInbox();
        var actor = await Idle(inbox);
        await Advance(59);
        actor.Tell(message);
        await Advance(59);
        await inbox.Expect(message);
        await inbox.ExpectNothingMore();
        await Advance(1);
        await inbox.Next<ReceiveTimeout>();
    }

    [Fact]
    public async Task What_the_engine_itself_sends_does_not_put_it_off()
    {
        var inbox = NewInbox();
        var actor = await Idle(inbox);
        await Advance(59);
        var watcher = ActorOf((context, message) => context.Sender.Tell(context.Watch((IActorRef)message)));
        await watcher.Ask(actor, Patience);
        await Advance(1);
        await inbox.Next<ReceiveTimeout>();
    }

    [Fact]
    public async Task It_can_be_changed_and_ended()
    {
        var inbox = NewInbox();
        var actor = await Idle(inbox);
        actor.Tell(2 * _minute);
        await inbox.Expect((TimeSpan?)(2 * _minute));
        await Advance(60);
        await inbox.ExpectNothingMore();
        await Advance(60);
        await inbox.Next<ReceiveTimeout>();
        actor.Tell("end");
        await inbox.Expect("no time-out");
        await Advance(1000);
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task It_outlives_the_instance_that_set_it()
    {
        var inbox = NewInbox();
        var actor = await Idle(inbox);
        actor.Tell("fail");
        await inbox.Expect("fail", (TimeSpan?)_minute);
        await Advance(59);
        await inbox.ExpectNothingMore();
        await Advance(1);
        await inbox.Next<ReceiveTimeout>();
    }

    [Fact]
    public async Task The_time_of_an_await_counts()
    {
        var inbox = NewInbox();
        var actor = await Idle(inbox);
        var gate = new TaskCompletionSource();
        actor.Tell(gate.Task);
        await inbox.Expect("awaiting");
        await Advance(60);
        await inbox.ExpectNothingMore();
        gate.SetResult();
        await inbox.Expect("awaited");
        await inbox.Next<ReceiveTimeout>();
    }

    /// <summary>Moves the clock when the actor's turns so far are over, and returns when those that this leads to are.</summary>
    private async Task Advance(double seconds)
    {
        await Settle();
        ((TestScheduler)System.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
        await Settle();
    }

    private async Task Settle()
    {
        var last = System.ActorOf(new Script { OnMessage = (context, message) => context.Sender.Tell(message) }.Props.WithDispatcher("one-thread"));
        await last.Ask("settled?", Patience);
    }

    private async Task<IActorRef> Idle(Inbox inbox)
    {
        var actor = System.ActorOf(Props.Create(() => new IdleActor(inbox.Ref)).WithDispatcher("one-thread"));
        await Settle();
        return actor;
    }

    private sealed class IdleActor : ReceiveActor, IWithUnboundedStash
    {
        private readonly IActorRef _inbox;

        public IdleActor(IActorRef inbox)
        {
            _inbox = inbox;
            Receive<TimeSpan>(timeout =>
            {
                SetReceiveTimeout(timeout);
                inbox.Tell(Context.ReceiveTimeout!);
            });
            ReceiveAsync<Task>(async task =>
            {
                inbox.Tell("awaiting");
                await task;
                inbox.Tell("awaited");
            });
            Receive<string>(message =>
            {
                switch (message)
                {
                    case "end":
                        SetReceiveTimeout(null);
                        inbox.Tell(Context.ReceiveTimeout is null ? "no time-out" : "time-out");
                        return true;
                    case "stashed":
                        Stash.Stash();
                        break;
                }
                inbox.Tell(message);
                return message == "fail" ? throw new Boom() : message != "unhandled";
            });
            Receive<ReceiveTimeout>(inbox.Forward);
        }

        public IStash Stash { get; set; } = null!;

        protected override void PreStart() => SetReceiveTimeout(_minute);

        protected override void PostRestart(Exception reason) => _inbox.Tell(Context.ReceiveTimeout!);
    }
}
