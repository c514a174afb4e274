using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

public sealed class BecomeTests : EngineSpec
{
    [Fact]
    public async Task Become_replaces_the_behaviour()
    {
        var inbox = NewInbox();
        var actor = ActorOf((context, message) =>
        {
            inbox.Ref.Tell("first " + message);
            context.Become((UntypedReceive)(next => inbox.Ref.Tell("then " + next)));
        });
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3);
        await inbox.Expect("first 1", "then 2", "then 3");
    }

    [Fact]
    public async Task Stacked_behaviours_are_undone_one_by_one_down_to_the_first()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Onion(inbox.Ref)));
        foreach (var message in new[] { "push", "push", "?", "pop", "?", "pop", "?", "pop", "?" })
            actor.Tell(message);
        await inbox.Expect(2, 1, 0, 0);
    }

    [Fact]
    public async Task Become_replaces_the_top_of_the_stack_alone()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Onion(inbox.Ref)));
        foreach (var message in new[] { "push", "push", "replace", "?", "pop", "?" })
            actor.Tell(message);
        await inbox.Expect(100, 1);
    }

    [Fact]
    public async Task UnbecomeStacked_of_the_only_behaviour_leads_back_to_the_first()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Onion(inbox.Ref)));
        foreach (var message in new[] { "replace", "?", "pop", "?" })
            actor.Tell(message);
        await inbox.Expect(100, 0);
    }

    [Fact]
    public async Task A_restart_begins_with_the_first_behaviour()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Onion(inbox.Ref)));
        foreach (var message in new[] { "push", "?", "fail", "?" })
            actor.Tell(message);
        await inbox.Expect(1, 0);
    }

    [Fact]
    public async Task The_first_handler_that_takes_a_message_wins()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Sorter(inbox.Ref)));
        foreach (var message in new object[] { 1, -1, 7, "text", 2.5 })
            actor.Tell(message);
        await inbox.Expect("positive", "negative", "seven", "text", "other");
    }

    [Fact]
    public async Task What_no_handler_takes_is_published_as_unhandled()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(UnhandledMessage));
        var actor = System.ActorOf(Props.Create(() => new Picky()));
        actor.Tell("refused by predicate", inbox.Ref);
        var unhandled = await inbox.Next<UnhandledMessage>();
        Assert.Equal(("refused by predicate", inbox.Ref, actor), (unhandled.Message, unhandled.Sender, unhandled.Recipient));
        actor.Tell(1.5);
        Assert.Equal(1.5, (await inbox.Next<UnhandledMessage>()).Message);
        actor.Tell(3);
        Assert.Equal(3, (await inbox.Next<UnhandledMessage>()).Message);
    }

    [Fact]
    public async Task Become_in_the_constructor_stands()
    {
        var inbox = NewInbox();
        System.ActorOf(Props.Create(() => new Eager(inbox.Ref))).Tell("message");
        await inbox.Expect("became");
    }

    [Fact]
    public async Task No_handler_can_follow_one_that_takes_all()
    {
        var inbox = NewInbox();
        System.ActorOf(Props.Create(() => new Greedy(inbox.Ref)));
        await inbox.Next<InvalidOperationException>();
    }

    [Fact]
    public async Task Handlers_are_declared_in_constructor_and_Become_only()
    {
        var inbox = NewInbox();
        System.ActorOf(Props.Create(() => new Late(inbox.Ref))).Tell("now");
        await inbox.Next<InvalidOperationException>();
    }

    private sealed class Onion(IActorRef inbox) : UntypedActor
    {
        protected override void OnReceive(object message) => At(0)(message);

        private UntypedReceive At(int depth) => message =>
        {
            switch (message)
            {
                case "push":
                    BecomeStacked(At(depth + 1));
                    break;
                case "pop":
                    UnbecomeStacked();
                    break;
                case "replace":
                    Become(At(100));
                    break;
                case "fail":
                    throw new Boom();
                default:
                    inbox.Tell(depth);
                    break;
            }
        };
    }

    private sealed class Sorter : ReceiveActor
    {
        public Sorter(IActorRef inbox)
        {
            Receive<int>(number =>
            {
                if (number == 7)
                    inbox.Tell("seven");
                return number == 7;
            });
            Receive<int>(_ => inbox.Tell("positive"), number => number > 0);
            Receive<int>(number => number < 0, _ => inbox.Tell("negative"));
            ReceiveAsync<string>(text => Task.FromResult(text).PipeTo(inbox));
            ReceiveAny(_ => inbox.Tell("other"));
        }
    }

    private sealed class Picky : ReceiveActor
    {
        public Picky()
        {
            Receive<string>(_ => { }, _ => false);
            Receive<int>(_ => false);
        }
    }

    private sealed class Eager : ReceiveActor
    {
        public Eager(IActorRef inbox)
        {
            Receive<string>(_ => inbox.Tell("initial"));
            Become(() => Receive<string>(_ => inbox.Tell("became")));
        }
    }

    private sealed class Greedy : ReceiveActor
    {
        public Greedy(IActorRef inbox)
        {
            ReceiveAny(_ => { });
            inbox.Tell(Record.Exception(() => Receive<string>(_ => { }))!);
        }
    }

    private sealed class Late : ReceiveActor
    {
        public Late(IActorRef inbox) => Receive<string>(_ => inbox.Tell(Record.Exception(() => Receive<int>(_ => { }))!));
    }
}
