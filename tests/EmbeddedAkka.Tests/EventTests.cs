using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

public sealed class EventTests : EngineSpec
{
    [Fact]
    public async Task A_message_to_the_dead_is_published_as_a_dead_letter()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(DeadLetter));
        var actor = ActorOf((_, _) => { });
        await actor.GracefulStop(Patience);
        actor.Tell("late", inbox.Ref);
        var letter = await inbox.Next<DeadLetter>();
        Assert.Equal(("late", inbox.Ref, actor), (letter.Message, letter.Sender, letter.Recipient));
    }

    [Fact]
    public async Task What_waits_when_an_actor_stops_is_published_as_dead_letters_in_order()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(DeadLetter));
        var actor = ActorOf((context, _) => context.Stop(context.Self));
        for (var number = 0; number < 100; number++)
            actor.Tell(number);
        for (var number = 1; number < 100; number++)
            Assert.Equal(number, (await inbox.Next<DeadLetter>()).Message);
    }

    [Fact]
    public async Task Every_message_sent_before_the_stop_is_handled_or_becomes_a_dead_letter()
    {
        const int actors = 20, senders = 4, each = 5000;
        var left = senders * each;
        var allSeen = new TaskCompletionSource();
        System.EventStream.Subscribe(ActorOf((_, message) => See(((DeadLetter)message).Message)), typeof(DeadLetter));
        var child = new Script
        {
            OnMessage = (_, message) =>
            {
                Thread.SpinWait(1000);
                See(message);
            },
        };
        var parent = ActorOf((context, _) => context.Sender.Tell(Enumerable.Range(0, actors).Select(_ => context.ActorOf(child.Props)).ToArray()));
        var children = await parent.Ask<IActorRef[]>("children", Patience);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(() =>
        {
            for (var number = 0; number < each; number++)
                children[number % actors].Tell(number);
        })));
        System.Stop(parent);
        await allSeen.Task.WaitAsync(Patience);

        void See(object message)
        {
            if (message is int && Interlocked.Decrement(ref left) == 0)
                allSeen.SetResult();
        }
    }

    [Fact]
    public async Task A_message_to_dead_letters_is_published()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(DeadLetter));
        System.DeadLetters.Tell("lost", inbox.Ref);
        var letter = await inbox.Next<DeadLetter>();
        Assert.Equal(("lost", inbox.Ref, System.DeadLetters), (letter.Message, letter.Sender, letter.Recipient));
    }

    [Fact]
    public async Task A_message_whose_loss_is_of_no_interest_is_published_as_suppressed()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(SuppressedDeadLetter));
        System.DeadLetters.Tell(PoisonPill.Instance);
        Assert.Same(PoisonPill.Instance, (await inbox.Next<SuppressedDeadLetter>()).Message);
    }

    [Fact]
    public async Task A_subscriber_of_a_base_type_or_interface_gets_each_event_once()
    {
        var inbox = NewInbox();
        Assert.True(System.EventStream.Subscribe(inbox.Ref, typeof(object)));
        Assert.True(System.EventStream.Subscribe(inbox.Ref, typeof(IComparable)));
        Assert.False(System.EventStream.Subscribe(inbox.Ref, typeof(IComparable)));
        System.EventStream.Publish("event");
        System.EventStream.Publish("end");
        await inbox.Expect("event", "end");
    }

    [Fact]
    public async Task Who_unsubscribed_gets_nothing_more()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe<string>(inbox.Ref);
        System.EventStream.Publish("event");
        Assert.True(System.EventStream.Unsubscribe<string>(inbox.Ref));
        Assert.False(System.EventStream.Unsubscribe(inbox.Ref));
        System.EventStream.Publish("unheard");
        await inbox.Expect("event");
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task A_subscriber_of_the_base_gets_every_kind_and_one_of_a_kind_gets_its_own()
    {
        var (all, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(all.Ref, typeof(AllDeadLetters));
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = ActorOf(new Script());
        actor.Tell("unhandled");
        await all.Next<UnhandledMessage>();
        await actor.GracefulStop(Patience);
        actor.Tell(PoisonPill.Instance);
        actor.Tell("letter");
        await all.Next<SuppressedDeadLetter>();
        await all.Next<DeadLetter>();
        await letters.Next<DeadLetter>();
        await all.ExpectNothingMore();
        await letters.ExpectNothingMore();
    }

    [Fact]
    public async Task Subscriptions_of_one_subscriber_end_one_by_one()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(string));
        System.EventStream.Subscribe(inbox.Ref, typeof(int));
        Assert.True(System.EventStream.Unsubscribe(inbox.Ref, typeof(string)));
        Assert.False(System.EventStream.Unsubscribe(inbox.Ref, typeof(string)));
        System.EventStream.Publish("unheard");
        System.EventStream.Publish(1);
        await inbox.Expect(1);
        System.EventStream.Subscribe(inbox.Ref, typeof(string));
        Assert.True(System.EventStream.Unsubscribe(inbox.Ref));
        System.EventStream.Publish("unheard");
        System.EventStream.Publish(2);
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task Events_of_one_publisher_come_in_order_and_from_the_actor_that_published()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(int));
        var publisher = ActorOf((context, _) =>
        {
            for (var number = 0; number < 1000; number++)
                context.System.EventStream.Publish(number);
        });
        publisher.Tell("publish");
        for (var number = 0; number < 1000; number++)
        {
            Assert.Equal(number, await inbox.Next());
            Assert.Equal(publisher, inbox.LastSender);
        }
    }

    [Fact]
    public async Task A_subscriber_that_has_ended_makes_no_dead_letters_for_ever()
    {
        var letters = NewInbox();
        var ended = ActorOf(new Script());
        System.EventStream.Subscribe(ended, typeof(DeadLetter));
        await ended.GracefulStop(Patience);
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        System.DeadLetters.Tell("one");
        Assert.Equal("one", (await letters.Next<DeadLetter>()).Message);
        await letters.ExpectNothingMore();
    }

    [Fact]
    public void Null_is_no_subscriber()
    {
        Assert.Throws<ArgumentNullException>(() => System.EventStream.Subscribe(null!, typeof(object)));
        Assert.Throws<ArgumentNullException>(() => System.EventStream.Unsubscribe(null!));
    }
}
