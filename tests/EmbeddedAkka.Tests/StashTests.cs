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

    private IActorRef Door(Inbox inbox) => System.ActorOf(Props.Create(() => new DoorActor(inbox.Ref)));

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
