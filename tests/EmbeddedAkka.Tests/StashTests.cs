using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

public sealed class StashTests : EngineSpec
{
    [Fact]
    public async Task UnstashAll_returns_messages_in_their_order_before_those_that_wait()
    {
        var inbox = NewInbox();
        var door = Door(inbox);
        foreach (var message in new[] { "one", "two", "three", "open", "four" })
            door.Tell(message);
        await inbox.Expect("open", "one", "two", "three", "four");
    }

    [Fact]
    public async Task Unstash_returns_the_oldest_alone()
    {
        var inbox = NewInbox();
        var door = Door(inbox);
        foreach (var message in new[] { "one", "two", "let one in", "three", "open" })
            door.Tell(message);
        await inbox.Expect("let one in", "one", "open", "two", "three");
    }

    [Fact]
    public async Task A_stashed_message_keeps_its_sender()
    {
        var inbox = NewInbox();
        var door = Door(inbox);
        var sender = NewInbox();
        door.Tell("one", sender.Ref);
        door.Tell("open");
        await inbox.Expect("open", "one");
        Assert.Equal(sender.Ref, inbox.LastSender);
    }

    [Fact]
    public async Task A_message_cannot_be_stashed_twice()
    {
        var inbox = NewInbox();
        Door(inbox).Tell("twice");
        await inbox.Next<IllegalActorStateException>();
    }

    [Fact]
    public async Task At_a_restart_all_go_back_to_the_mailbox()
    {
        var inbox = NewInbox();
        var door = Door(inbox);
        foreach (var message in new[] { "one", "two", "fail", "open", "three" })
            door.Tell(message);
        await inbox.Expect("open", "one", "two", "three");
    }

    [Fact]
    public async Task At_the_end_all_become_dead_letters_before_those_that_wait()
    {
        var (inbox, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var door = Door(inbox);
        foreach (var message in new[] { "one", "two", "stop", "three" })
            door.Tell(message);
        foreach (var expected in new[] { "one", "two", "three" })
            Assert.Equal(expected, (await letters.Next<DeadLetter>()).Message);
    }

    [Fact]
    public async Task A_message_may_be_stashed_again()
    {
        var inbox = NewInbox();
        var door = Door(inbox);
        foreach (var message in new[] { "one", "unstash all", "unstash all", "two", "open" })
            door.Tell(message);
        await inbox.Expect("unstash all", "unstash all", "open", "one", "two");
    }

    [Fact]
    public async Task What_returns_at_a_restart_comes_before_what_waits()
    {
        var inbox = NewInbox();
        var lives = 0;
        Func<int> beginLife = () => ++lives;
        var actor = System.ActorOf(Props.Create(() => new Hoarding(inbox.Ref, beginLife)));
        foreach (var message in new[] { "one", "two", "three", "fail", "four", "five" })
            actor.Tell(message);
        await inbox.Expect("one", "two", "three", "four", "five");
    }

    [Fact]
    public async Task Unstashing_nothing_does_nothing()
    {
        var inbox = NewInbox();
        var door = Door(inbox);
        foreach (var message in new[] { "unstash all", "let one in", "one", "open" })
            door.Tell(message);
        await inbox.Expect("unstash all", "let one in", "one", "open");
    }

    [Fact]
    public async Task Beyond_its_capacity_a_stash_overflows_until_a_message_has_left_it()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Limited(inbox.Ref)).WithStashCapacity(2));
        foreach (var message in new[] { "one", "two", "three", "unstash", "four", "five", "unstash", "unstash" })
            actor.Tell(message);
        await inbox.Expect(("three", typeof(StashOverflowException)), "one", ("five", typeof(StashOverflowException)), "two", "four");
    }

    [Fact]
    public async Task A_stash_has_no_limit_unless_it_was_given_one_and_is_not_an_unbounded_one()
    {
        var inbox = NewInbox();
        var (limitless, unbounded) = (System.ActorOf(Props.Create(() => new Limited(inbox.Ref))), Door(inbox, capacity: 1));
        for (var number = 0; number < 1000; number++)
        {
            limitless.Tell(number.ToString());
            unbounded.Tell(number);
        }
        limitless.Tell("unstash");
        await inbox.Expect("0");
        unbounded.Tell("open");
        await inbox.Expect("open");
        for (var number = 0; number < 1000; number++)
            await inbox.Expect(number);
    }

    private IActorRef Door(Inbox inbox, int capacity = -1) => System.ActorOf(Props.Create(() => new DoorActor(inbox.Ref)).WithStashCapacity(capacity));

    /// <summary>Puts aside all but what it is told to take back; tells of what it could not put aside.</summary>
    private sealed class Limited : ReceiveActor, IWithStash
    {
        private bool _tells;

        public Limited(IActorRef inbox)
        {
            Receive<string>(message => message == "unstash", _ =>
            {
                _tells = true;
                Stash.Unstash();
            });
            Receive<string>(message =>
            {
                if (_tells)
                    inbox.Tell(message);
                else if (Record.Exception(Stash.Stash) is { } failure)
                    inbox.Tell((message, failure.GetType()));
                _tells = false;
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    /// <summary>Puts everything aside in its first life.</summary>
    private sealed class Hoarding : ReceiveActor, IWithUnboundedStash
    {
        public Hoarding(IActorRef inbox, Func<int> beginLife)
        {
            var life = beginLife();
            Receive<string>(message => message == "fail", _ => throw new Boom());
            Receive<string>(message =>
            {
                if (life == 1)
                    Stash.Stash();
                else
                    inbox.Tell(message);
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    /// <summary>Puts aside what comes while it is closed.</summary>
    private sealed class DoorActor : ReceiveActor, IWithUnboundedStash
    {
        private readonly IActorRef _inbox;

        public DoorActor(IActorRef inbox)
        {
            _inbox = inbox;
            Closed();
        }

        public IStash Stash { get; set; } = null!;

        private void Closed()
        {
            Receive<string>(message => message == "fail", _ => throw new Boom());
            Receive<string>(message => message == "stop", _ => Context.Stop(Self));
            Receive<string>(message => message == "twice", _ =>
            {
                Stash.Stash();
                _inbox.Tell(Record.Exception(Stash.Stash)!);
            });
            Receive<string>(message => message == "let one in", message =>
            {
                _inbox.Tell(message);
                BecomeStacked(LettingOneIn);
                Stash.Unstash();
            });
            Receive<string>(message => message == "unstash all", message =>
            {
                _inbox.Tell(message);
                Stash.UnstashAll();
            });
            Receive<string>(message => message == "open", message =>
            {
                _inbox.Tell(message);
                Become(Open);
                Stash.UnstashAll();
            });
            ReceiveAny(_ => Stash.Stash());
        }

        private void LettingOneIn() => ReceiveAny(message =>
        {
            _inbox.Forward(message);
            UnbecomeStacked();
        });

        private void Open() => ReceiveAny(_inbox.Forward);
    }
}
