using Akka.Actor;
using Akka.Actor.Internal;

namespace EmbeddedAkka.Tests;

public sealed class SupervisionTests : EngineSpec
{
    [Fact]
    public async Task A_failed_child_is_restarted_by_default_and_keeps_its_mailbox()
    {
        var inbox = NewInbox();
        var child = Supervised(null, new Script
        {
            OnConstruct = () => inbox.Ref.Tell("new"),
            OnMessage = Failing(inbox),
        });
        child.Tell("fail");
        child.Tell("after");
        await inbox.Expect("new", "new", "after");
    }

    [Fact]
    public async Task Resume_keeps_the_instance()
    {
        var inbox = NewInbox();
        var child = Supervised(Always(Directive.Resume), new Script
        {
            OnConstruct = () => inbox.Ref.Tell("new"),
            OnMessage = Failing(inbox),
            OnPreRestart = (_, _, _) => inbox.Ref.Tell("restart"),
        });
        child.Tell("fail");
        child.Tell("after");
        await inbox.Expect("new", "after");
    }

    [Fact]
    public async Task Stop_ends_the_child()
    {
        var inbox = NewInbox();
        var child = Supervised(Always(Directive.Stop), new Script
        {
            OnMessage = Failing(inbox),
            OnStop = _ => inbox.Ref.Tell("stopped"),
        });
        child.Tell("fail");
        child.Tell("never");
        await inbox.Expect("stopped");
        await inbox.ExpectNothingMore();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(-1, 5)]
    public async Task Only_so_many_restarts_are_allowed(int maxNrOfRetries, int restarts)
    {
        var inbox = NewInbox();
        var child = Supervised(new OneForOneStrategy(maxNrOfRetries, -1, _ => Directive.Restart), new Script
        {
            OnMessage = Failing(inbox),
            OnPostRestart = _ => inbox.Ref.Tell("restarted"),
        });
        for (var failure = 0; failure < 5; failure++)
            child.Tell("fail");
        child.Tell(PoisonPill.Instance);
        Assert.True(await child.GracefulStop(Patience));
        await inbox.Expect(Enumerable.Repeat<object>("restarted", restarts).ToArray());
        await inbox.ExpectNothingMore();
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(-1, 1)]
    public async Task Restarts_are_counted_within_the_window(int maxNrOfRetries, int restarts)
    {
        var inbox = NewInbox();
        var anHour = (int)TimeSpan.FromHours(1).TotalMilliseconds;
        var child = Supervised(new OneForOneStrategy(maxNrOfRetries, anHour, _ => Directive.Restart), new Script
        {
            OnMessage = Failing(inbox),
            OnPostRestart = _ => inbox.Ref.Tell("restarted"),
        });
        for (var failure = 0; failure < 5; failure++)
            child.Tell("fail");
        Assert.True(await child.GracefulStop(Patience));
        await inbox.Expect(Enumerable.Repeat<object>("restarted", restarts).ToArray());
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task A_window_that_has_passed_counts_anew()
    {
        var inbox = NewInbox();
        Supervised(new OneForOneStrategy(1, 1, _ => Directive.Restart), new Script
        {
            OnStart = context => System.Scheduler.ScheduleTellOnce(
                TimeSpan.FromMilliseconds(20), context.Self, "fail", ActorRefs.NoSender), // far more than the window of 1 ms
            OnMessage = Failing(inbox),
            OnPostRestart = _ => inbox.Ref.Tell("restarted"),
        });
        await inbox.Expect("restarted", "restarted", "restarted", "restarted");
    }

    [Fact]
    public async Task OneForOne_leaves_the_siblings_alone()
    {
        var inbox = NewInbox();
        var parent = Parent(Always(Directive.Restart));
        var failing = await parent.Ask<IActorRef>(Named("failing"), Patience);
        var sibling = await parent.Ask<IActorRef>(Named("sibling"), Patience);
        failing.Tell("fail");
        await inbox.Expect("failing restarted");
        sibling.Tell("sibling lives");
        await inbox.Expect("sibling lives");

        Script Named(string name) => new() { OnMessage = Failing(inbox), OnPostRestart = _ => inbox.Ref.Tell(name + " restarted") };
    }

    [Fact]
    public async Task PreRestart_sees_the_cause_the_message_and_its_sender()
    {
        var inbox = NewInbox();
        var child = Supervised(null, new Script
        {
            OnMessage = Failing(inbox),
            OnPreRestart = (context, cause, message) => inbox.Ref.Tell((cause.Message, message, context.Sender)),
        });
        child.Tell("fail", inbox.Ref);
        Assert.Equal(("boom", (object)"fail", inbox.Ref), await inbox.Next());
    }

    [Fact]
    public async Task A_restart_stops_the_children_first()
    {
        var inbox = NewInbox();
        var grandchild = new Script { OnStop = _ => inbox.Ref.Tell("grandchild stopped") };
        var child = Supervised(null, new Script
        {
            OnStart = context => context.ActorOf(grandchild.Props, "grandchild"),
            OnMessage = Failing(inbox),
            OnPostRestart = _ => inbox.Ref.Tell("restarted"),
        });
        child.Tell("fail");
        await inbox.Expect("grandchild stopped", "restarted");
    }

    [Fact]
    public async Task Children_that_PreRestart_keeps_are_restarted_too()
    {
        var inbox = NewInbox();
        var grandchild = new Script { OnPostRestart = cause => inbox.Ref.Tell("grandchild: " + cause.Message), OnMessage = Failing(inbox) };
        var started = false;
        IActorRef? kept = null;
        var child = Supervised(null, new Script
        {
            KeepsChildren = true,
            OnStart = context =>
            {
                if (!started)
                    kept = context.ActorOf(grandchild.Props, "grandchild");
                started = true;
            },
            OnMessage = Failing(inbox),
        });
        child.Tell("fail");
        await inbox.Expect("grandchild: boom");
        kept!.Tell("alive");
        await inbox.Expect("alive");
    }

    [Fact]
    public async Task Kept_children_live_on_after_a_restart_that_failed_itself()
    {
        var inbox = NewInbox();
        var (started, restarts) = (false, 0);
        IActorRef? kept = null;
        var child = Supervised(Always(Directive.Restart), new Script
        {
            KeepsChildren = true,
            OnStart = context =>
            {
                if (!started)
                    kept = context.ActorOf(new Script { OnMessage = Failing(inbox) }.Props);
                started = true;
            },
            OnPostRestart = _ =>
            {
                if (restarts++ == 0)
                    throw new Boom("again");
            },
            OnMessage = Failing(inbox),
        });
        child.Tell("fail");
        child.Tell("restarted");
        await inbox.Expect("restarted");
        kept!.Tell("alive");
        await inbox.Expect("alive");
    }

    [Fact]
    public async Task A_failed_actor_and_its_children_stand_still_until_the_parent_decides()
    {
        var inbox = NewInbox();
        using var decide = new ManualResetEventSlim();
        IActorRef? grandchild = null;
        var child = Supervised(
            new OneForOneStrategy(_ =>
            {
                inbox.Ref.Tell("deciding");
                decide.Wait(Patience);
                return Directive.Resume;
            }),
            new Script
            {
                OnStart = context => grandchild = context.ActorOf(new Script { OnMessage = Failing(inbox) }.Props),
                OnMessage = Failing(inbox),
            });
        child.Tell("fail");
        child.Tell("child goes on");
        await inbox.Expect("deciding");
        grandchild!.Tell("grandchild goes on");
        await inbox.ExpectNothingMore();
        decide.Set();
        await inbox.ExpectInAnyOrder("child goes on", "grandchild goes on");
    }

    [Fact]
    public async Task A_constructor_that_throws_reaches_the_decider_as_ActorInitializationException()
    {
        var inbox = NewInbox();
        Supervised(Telling(inbox, Directive.Stop), new Script { OnConstruct = () => throw new Boom() });
        var failure = await inbox.Next<ActorInitializationException>();
        Assert.IsType<Boom>(failure.GetBaseException());
    }

    [Fact]
    public async Task A_child_that_failed_in_its_constructor_can_be_created_again()
    {
        var inbox = NewInbox();
        var attempts = 0;
        var child = Supervised(Always(Directive.Restart), new Script
        {
            OnConstruct = () =>
            {
                if (attempts++ < 3)
                    throw new Boom();
            },
            OnMessage = Failing(inbox),
        });
        child.Tell("at last");
        await inbox.Expect("at last");
        Assert.Equal(4, attempts);
    }

    [Fact]
    public async Task A_failure_after_restart_reaches_the_decider_as_PostRestartException()
    {
        var inbox = NewInbox();
        var child = Supervised(
            new OneForOneStrategy(cause =>
            {
                inbox.Ref.Tell(cause);
                return cause is Boom ? Directive.Restart : Directive.Stop;
            }),
            new Script { OnMessage = Failing(inbox), OnPostRestart = _ => throw new Boom("again"), OnStop = _ => inbox.Ref.Tell("stopped") });
        child.Tell("fail");
        await inbox.Next<Boom>();
        await inbox.Expect("stopped");
        var failure = await inbox.Next<PostRestartException>();
        Assert.Equal("again", failure.GetBaseException().Message);
        Assert.Equal("boom", failure.OriginalCause.Message);
        await inbox.Expect("stopped");
    }

    [Fact]
    public async Task Kill_fails_the_actor_and_stops_it_by_default()
    {
        var inbox = NewInbox();
        var child = Supervised(Telling(inbox, Directive.Restart), new Script());
        child.Tell(Kill.Instance);
        await inbox.Next<ActorKilledException>();

        var other = Supervised(null, new Script { OnStop = _ => inbox.Ref.Tell("stopped") });
        other.Tell(Kill.Instance);
        await inbox.Expect("stopped");
    }

    [Fact]
    public async Task The_strategy_of_Props_stands_above_the_actors_own()
    {
        var inbox = NewInbox();
        var child = new Script { OnMessage = Failing(inbox), OnStop = _ => inbox.Ref.Tell("stopped") };
        var parent = new Script
        {
            Strategy = Always(Directive.Resume),
            OnMessage = (context, message) => context.ActorOf(child.Props).Tell(message),
        };
        System.ActorOf(parent.Props.WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy)).Tell("fail");
        await inbox.Expect("stopped");
    }

    [Fact]
    public async Task A_strategy_of_ones_own_learns_child_and_cause_and_the_childs_end()
    {
        var inbox = NewInbox();
        var child = Supervised(new Recording(inbox.Ref), new Script { OnMessage = Failing(inbox) });
        child.Tell("fail");
        Assert.Equal((child, "boom", false), await inbox.Next());
        Assert.Equal(("terminated", child), await inbox.Next());
    }

    [Fact]
    public void The_default_decider_stops_what_cannot_live_and_restarts_the_rest()
    {
        Assert.Equal(Directive.Restart, SupervisorStrategy.DefaultDecider.Decide(new Boom()));
        Assert.Equal(Directive.Stop, SupervisorStrategy.DefaultDecider.Decide(new ActorInitializationException("no life")));
        Assert.Equal(Directive.Stop, SupervisorStrategy.DefaultDecider.Decide(new ActorKilledException("killed")));
        Assert.Equal(Directive.Stop, SupervisorStrategy.DefaultDecider.Decide(new DeathPactException(ActorRefs.Nobody)));
    }

    private static OneForOneStrategy Always(Directive directive) => new(_ => directive);

    private static OneForOneStrategy Telling(Inbox inbox, Directive directive) => new(cause =>
    {
        inbox.Ref.Tell(cause);
        return directive;
    });

    private static Action<IUntypedActorContext, object> Failing(Inbox inbox) => (_, message) =>
    {
        if (message is "fail")
            throw new Boom();
        inbox.Ref.Tell(message);
    };

    private IActorRef Supervised(SupervisorStrategy? strategy, Script child) => Parent(strategy).Ask<IActorRef>(child, Patience).Result;

    private sealed class Recording(IActorRef inbox) : OneForOneStrategy(_ => Directive.Stop)
    {
        public override void ProcessFailure(
            IActorContext context,
            bool restart,
            IActorRef child,
            Exception cause,
            ChildRestartStats stats,
            IReadOnlyCollection<ChildRestartStats> children)
        {
            inbox.Tell((child, cause.Message, restart));
            base.ProcessFailure(context, restart, child, cause, stats, children);
        }

        public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
        {
            inbox.Tell(("terminated", child));
            base.HandleChildTerminated(actorContext, child, children);
        }
    }
}

public sealed class EscalatingGuardianTests()
    : EngineSpec("akka.actor.guardian-supervisor-strategy = \"EmbeddedAkka.Tests.EscalatingGuardianTests+Escalating, EmbeddedAkka.Tests\"")
{
    [Fact]
    public async Task A_failure_that_nobody_takes_ends_the_system()
    {
        ActorOf((_, _) => throw new Boom()).Tell("fail");
        await System.WhenTerminated.WaitAsync(Patience);
    }

    public sealed class Escalating : SupervisorStrategyConfigurator
    {
        public override SupervisorStrategy Create() => new OneForOneStrategy(_ => Directive.Escalate);
    }
}

public sealed class GuardianTests() : EngineSpec("akka.actor.guardian-supervisor-strategy = \"Akka.Actor.StoppingSupervisorStrategy\"")
{
    [Fact]
    public async Task The_guardians_strategy_comes_from_the_configuration()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script { OnMessage = (_, _) => throw new Boom(), OnStop = _ => inbox.Ref.Tell("stopped") });
        actor.Tell("fail");
        await inbox.Expect("stopped");
    }
}
