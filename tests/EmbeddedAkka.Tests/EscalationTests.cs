using Akka.Actor;

namespace EmbeddedAkka.Tests;

/// <summary>A failure on its way up three levels: root over top over middle over leaf.</summary>
public sealed class EscalationTests : EngineSpec
{
    [Fact]
    public async Task Each_level_sees_the_same_cause_from_its_own_child()
    {
        var inbox = NewInbox();
        var tree = new Tree(this, inbox, Directive.Resume);
        tree.Leaf.Tell("fail");
        var atMiddle = await inbox.Next<Decision>();
        Assert.Equal(("middle", tree.Leaf), (atMiddle.By, atMiddle.Child));
        Assert.IsType<Boom>(atMiddle.Cause);
        var atTop = await inbox.Next<Decision>();
        Assert.Equal(("top", tree.Middle), (atTop.By, atTop.Child));
        var atRoot = await inbox.Next<Decision>();
        Assert.Equal(("root", tree.Top), (atRoot.By, atRoot.Child));
        Assert.Same(atMiddle.Cause, atTop.Cause);
        Assert.Same(atMiddle.Cause, atRoot.Cause);
    }

    [Fact]
    public async Task A_restart_above_stops_what_is_below_and_begins_anew()
    {
        var inbox = NewInbox();
        var tree = new Tree(this, inbox, Directive.Restart);
        tree.Leaf.Tell("fail");
        await tree.ExpectDecisions();
        await inbox.Expect("top restarts");
        var ends = new[] { await inbox.Next(), await inbox.Next(), await inbox.Next() };
        Assert.Equal(["leaf stopped", "middle stopped", "top stopped"], ends.Order());
        Assert.True(Array.IndexOf(ends, "leaf stopped") < Array.IndexOf(ends, "middle stopped"));
        await inbox.Expect("top started", "middle started", "leaf started");
        tree.Leaf.Tell("alive");
        await inbox.Expect("leaf: alive");
    }

    [Fact]
    public async Task A_resume_above_lets_all_go_on_as_they_were()
    {
        var inbox = NewInbox();
        var tree = new Tree(this, inbox, Directive.Resume);
        tree.Leaf.Tell("fail");
        await tree.ExpectDecisions();
        foreach (var (name, actor) in new[] { ("leaf", tree.Leaf), ("middle", tree.Middle), ("top", tree.Top) })
        {
            actor.Tell("alive");
            await inbox.Expect(name + ": alive");
        }
    }

    [Fact]
    public async Task A_stop_above_ends_all_from_below()
    {
        var inbox = NewInbox();
        var tree = new Tree(this, inbox, Directive.Stop);
        tree.Leaf.Tell("fail");
        await tree.ExpectDecisions();
        await inbox.Expect("leaf stopped", "middle stopped", "top stopped");
    }

    [Fact]
    public async Task Nobody_on_the_way_handles_a_message_until_it_is_decided()
    {
        var inbox = NewInbox();
        using var decide = new ManualResetEventSlim();
        var tree = new Tree(this, inbox, Directive.Resume, decide);
        tree.Leaf.Tell("fail");
        await tree.ExpectDecisions();
        foreach (var actor in new[] { tree.Leaf, tree.Middle, tree.Top })
            actor.Tell("alive");
        await inbox.ExpectNothingMore();
        decide.Set();
        await inbox.ExpectInAnyOrder("leaf: alive", "middle: alive", "top: alive");
    }

    [Fact]
    public async Task A_child_that_fails_while_its_parent_stands_still_is_dealt_with_when_that_goes_on()
    {
        var inbox = NewInbox();
        using var fail = new ManualResetEventSlim();
        using var decide = new ManualResetEventSlim();
        IActorRef? child = null;
        var parent = new Script
        {
            Strategy = new OneForOneStrategy(cause =>
            {
                inbox.Ref.Tell("parent decides on " + cause.Message);
                return Directive.Resume;
            }),
            OnStart = context => child = context.ActorOf(new Script
            {
                OnStart = _ => inbox.Ref.Tell("started"),
                OnMessage = (_, message) =>
                {
                    inbox.Ref.Tell("child: " + message);
                    if (message is not "fail")
                        return;
                    fail.Wait(Patience);
                    throw new Boom("the child's");
                },
            }.Props),
            OnMessage = (_, _) => throw new Boom("the parent's"),
        };
        var grandparent = ActorOf(new Script
        {
            Strategy = new OneForOneStrategy(cause =>
            {
                inbox.Ref.Tell("grandparent decides on " + cause.Message);
                decide.Wait(Patience);
                return Directive.Resume;
            }),
            OnStart = context => context.ActorOf(parent.Props, "parent"),
            OnMessage = (context, message) => context.Child("parent").Tell(message),
        });
        await inbox.Expect("started");
        child!.Tell("fail");
        await inbox.Expect("child: fail");
        grandparent.Tell("fail");
        await inbox.Expect("grandparent decides on the parent's");
        fail.Set();
        child!.Tell("alive");
        await inbox.ExpectNothingMore();
        decide.Set();
        await inbox.Expect("parent decides on the child's", "child: alive");
    }

    [Fact]
    public async Task What_a_decider_throws_is_the_failure_of_the_parent()
    {
        var inbox = NewInbox();
        IActorRef? child = null;
        var parent = new Script
        {
            Strategy = new OneForOneStrategy(_ => throw new Boom("undecided")),
            OnStart = context => child = context.ActorOf(new Script { OnMessage = (_, _) => throw new Boom() }.Props),
            OnPreRestart = (_, cause, _) => inbox.Ref.Tell(cause.Message),
            OnMessage = (_, message) => child!.Tell(message),
        };
        ActorOf(parent).Tell("fail");
        await inbox.Expect("undecided");
    }

    private sealed record Decision(string By, IActorRef Child, Exception Cause);

    /// <summary>Root decides; the others hand every failure up, and all tell what they do.</summary>
    private sealed class Tree
    {
        private readonly Inbox _inbox;

        public Tree(EscalationTests test, Inbox inbox, Directive directive, ManualResetEventSlim? decide = null)
        {
            _inbox = inbox;
            var leaf = Level("leaf", actor => Leaf = actor);
            var middle = Level("middle", actor => Middle = actor, new Deciding("middle", inbox.Ref, Directive.Escalate), leaf);
            var top = Level("top", actor => Top = actor, new Deciding("top", inbox.Ref, Directive.Escalate), middle);
            test.ActorOf(Level("root", _ => { }, new Deciding("root", inbox.Ref, directive, decide), top));
            inbox.Expect("root started", "top started", "middle started", "leaf started").GetAwaiter().GetResult();
        }

        public IActorRef Leaf { get; private set; } = ActorRefs.Nobody;

        public IActorRef Middle { get; private set; } = ActorRefs.Nobody;

        public IActorRef Top { get; private set; } = ActorRefs.Nobody;

        public async Task ExpectDecisions()
        {
            foreach (var level in new[] { "middle", "top", "root" })
                Assert.Equal(level, (await _inbox.Next<Decision>()).By);
        }

        private Script Level(string name, Action<IActorRef> started, SupervisorStrategy? strategy = null, Script? below = null) => new()
        {
            Strategy = strategy,
            OnStart = context =>
            {
                started(context.Self);
                _inbox.Ref.Tell(name + " started");
                if (below is not null)
                    context.ActorOf(below.Props);
            },
            OnMessage = (_, message) =>
            {
                if (message is "fail")
                    throw new Boom();
                _inbox.Ref.Tell($"{name}: {message}");
            },
            OnPreRestart = (_, _, _) => _inbox.Ref.Tell(name + " restarts"),
            OnStop = _ => _inbox.Ref.Tell(name + " stopped"),
        };
    }

    private sealed class Deciding(string by, IActorRef inbox, Directive directive, ManualResetEventSlim? decide = null)
        : OneForOneStrategy(_ => directive)
    {
        protected override Directive Handle(IActorRef child, Exception exception)
        {
            inbox.Tell(new Decision(by, child, exception));
            decide?.Wait(Patience);
            return base.Handle(child, exception);
        }
    }
}
