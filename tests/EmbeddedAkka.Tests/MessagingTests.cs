using Akka.Actor;

namespace EmbeddedAkka.Tests;

/// <summary>From one actor to another: order, at most once, and who sent it.</summary>
public sealed class MessagingTests : EngineSpec
{
    [Fact]
    public async Task Messages_of_one_sender_arrive_in_order()
    {
        var inbox = NewInbox();
        for (var number = 0; number < 1000; number++)
            inbox.Ref.Tell(number);
        for (var number = 0; number < 1000; number++)
            Assert.Equal(number, await inbox.Next());
    }

    [Fact]
    public async Task An_actor_handles_one_message_at_a_time()
    {
        const int senders = 4, each = 5000;
        var (inside, handled) = (0, 0);
        var done = new TaskCompletionSource();
        var actor = ActorOf((_, _) =>
        {
            if (Interlocked.Increment(ref inside) != 1)
                done.TrySetException(new Boom("two at a time"));
            if (++handled == senders * each)
                done.TrySetResult();
            Interlocked.Decrement(ref inside);
        });
        Parallel.For(0, senders, _ =>
        {
            for (var number = 0; number < each; number++)
                actor.Tell(number);
        });
        await done.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_message_must_not_be_null()
    {
        var actor = ActorOf((context, message) => context.Sender.Tell(message));
        await actor.Ask("are you there?", Patience);
        Assert.Throws<ArgumentNullException>(() => actor.Tell(null!));
    }

    [Fact]
    public async Task Sender_is_dead_letters_when_there_is_none_and_else_the_running_actor()
    {
        var inbox = NewInbox();
        inbox.Ref.Tell("from nobody", ActorRefs.NoSender);
        await inbox.Next();
        Assert.Equal(System.DeadLetters, inbox.LastSender);

        var actor = ActorOf((_, message) => inbox.Ref.Tell(message));
        actor.Tell("from actor");
        await inbox.Next();
        Assert.Equal(actor, inbox.LastSender);
    }

    [Fact]
    public async Task Forward_keeps_the_sender()
    {
        var inbox = NewInbox();
        var between = ActorOf((_, message) => inbox.Ref.Forward(message));
        var source = NewInbox();
        between.Tell("hello", source.Ref);
        await inbox.Expect("hello");
        Assert.Equal(source.Ref, inbox.LastSender);
    }

    [Fact]
    public async Task Forward_through_many_keeps_the_first_sender()
    {
        var (inbox, source) = (NewInbox(), NewInbox());
        var next = inbox.Ref;
        for (var link = 0; link < 10; link++)
        {
            var following = next;
            next = ActorOf((_, message) => following.Forward((int)message + 1));
        }
        next.Tell(0, source.Ref);
        await inbox.Expect(10);
        Assert.Equal(source.Ref, inbox.LastSender);
    }

    [Fact]
    public async Task A_question_forwarded_is_answered_to_the_asking()
    {
        var answering = ActorOf((context, message) => context.Sender.Tell("answer to " + message));
        var between = ActorOf((_, message) => answering.Forward(message));
        Assert.Equal("answer to question", await between.Ask("question", Patience));
    }

    [Fact]
    public async Task What_is_forwarded_from_outside_of_an_actor_has_no_sender()
    {
        var inbox = NewInbox();
        // On a thread of its own: a TestKit leaves its test actor behind on the threads of tests.
        var outside = new Thread(() => inbox.Ref.Forward("message"));
        outside.Start();
        outside.Join();
        await inbox.Expect("message");
        Assert.Equal(System.DeadLetters, inbox.LastSender);
    }

    [Fact]
    public async Task The_sender_is_that_of_the_message_and_not_of_the_one_before()
    {
        var (inbox, one, two) = (NewInbox(), NewInbox(), NewInbox());
        var actor = ActorOf((_, message) => inbox.Ref.Forward(message));
        foreach (var sender in new[] { one.Ref, two.Ref, ActorRefs.NoSender, one.Ref })
            actor.Tell("message", sender);
        foreach (var sender in new[] { one.Ref, two.Ref, System.DeadLetters, one.Ref })
        {
            await inbox.Expect("message");
            Assert.Equal(sender, inbox.LastSender);
        }
    }

    /// <summary>Eight senders, eight receivers, each tells each; receivers fail now and then, and put some messages aside for a while.</summary>
    [Fact]
    public async Task Between_any_two_actors_messages_come_in_order_and_once()
    {
        const int actors = 8, each = 2000;
        var receivers = Enumerable.Range(0, actors).Select(_ => new Receiving(actors, each)).ToList();
        var refs = receivers.Select(receiver => System.ActorOf(Props.Create(() => new ReceivingActor(receiver)))).ToList();
        var senders = Enumerable.Range(0, actors).Select(sender => ActorOf((context, message) =>
        {
            for (var number = 0; number < each; number++)
            {
                foreach (var receiver in refs)
                    receiver.Tell((sender, number));
            }
        })).ToList();
        foreach (var sender in senders)
            sender.Tell("start");
        foreach (var receiver in receivers)
            Assert.Equal("ok", await receiver.Verdict.WaitAsync(Patience));
    }

    /// <summary>What a receiver has seen; it outlives the receiver's restarts.</summary>
    private sealed class Receiving(int senders, int each)
    {
        private readonly TaskCompletionSource<string> _verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int[] _next = new int[senders];
        private int _left = senders * each;

        public Task<string> Verdict => _verdict.Task;

        public void See(int sender, int number)
        {
            if (number != _next[sender])
                _verdict.TrySetResult($"expected {_next[sender]} of sender {sender}, got {number}");
            _next[sender] = number + 1;
            if (--_left == 0)
                _verdict.TrySetResult("ok");
        }
    }

    private sealed class ReceivingActor : ReceiveActor, IWithUnboundedStash
    {
        private bool _open;

        public ReceivingActor(Receiving receiving) => Receive<(int Sender, int Number)>(message =>
        {
            if (!_open && message.Number % 7 != 6)
            {
                Stash.Stash();
                return;
            }
            if (!_open)
            {
                // From here on nothing is put aside; this message takes its turn behind those that were.
                _open = true;
                Stash.Stash();
                Stash.UnstashAll();
                return;
            }
            receiving.See(message.Sender, message.Number);
            if (message.Number % 100 == 99)
                throw new Boom();
        });

        public IStash Stash { get; set; } = null!;
    }
}
