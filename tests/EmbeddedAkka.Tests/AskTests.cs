using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

public sealed class AskTests : EngineSpec
{
    [Fact]
    public async Task Ask_yields_the_first_answer_and_the_second_is_a_dead_letter()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(DeadLetter));
        var actor = ActorOf((context, message) =>
        {
            context.Sender.Tell(message + " one");
            context.Sender.Tell(message + " two");
        });
        Assert.Equal("answer one", await actor.Ask<string>("answer", Patience));
        Assert.Equal("answer two", (await inbox.Next<DeadLetter>()).Message);
    }

    [Fact]
    public async Task Many_questions_at_once_all_get_their_own_answer()
    {
        var actor = Echo();
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => actor.Ask<int>(number, Patience)));
        Assert.Equal(Enumerable.Range(0, 1000), answers);
    }

    [Fact]
    public async Task Ask_fails_when_no_answer_comes_in_time() =>
        await Assert.ThrowsAsync<AskTimeoutException>(() => ActorOf((_, _) => { }).Ask("question", TimeSpan.FromMilliseconds(1)));

    [Fact]
    public async Task Ask_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var question = ActorOf((_, _) => { }).Ask("question", cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => question);
    }

    [Fact]
    public async Task A_question_that_was_cancelled_before_is_not_waited_for() =>
        await Assert.ThrowsAsync<TaskCanceledException>(
            () => ActorOf((_, _) => { }).Ask("question", Patience, new CancellationToken(canceled: true)));

    [Fact]
    public async Task An_answer_of_another_type_fails_the_question() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Echo().Ask<int>("text", Patience));

    [Fact]
    public async Task A_failure_as_answer_fails_the_question_unless_it_was_asked_for()
    {
        var failure = new Status.Failure(new Boom());
        await Assert.ThrowsAsync<Boom>(() => Echo().Ask<string>(failure, Patience));
        Assert.Same(failure, await Echo().Ask(failure, Patience));
        Assert.Same(failure, await Echo().Ask<Status>(failure, Patience));
    }

    [Fact]
    public async Task The_question_may_carry_the_reference_for_its_answer()
    {
        var actor = ActorOf((_, message) => ((IActorRef)message).Tell("answer"));
        Assert.Equal("answer", await actor.Ask<string>(answerTo => answerTo, Patience, CancellationToken.None));
    }

    [Fact]
    public async Task PipeTo_brings_a_result_or_a_failure()
    {
        var inbox = NewInbox();
        await Task.FromResult("result").PipeTo(inbox.Ref);
        await inbox.Expect("result");
        await Task.FromException<string>(new Boom()).PipeTo(inbox.Ref);
        Assert.IsType<Boom>((await inbox.Next<Status.Failure>()).Cause);
        await Task.FromCanceled<string>(new CancellationToken(true)).PipeTo(inbox.Ref);
        Assert.IsType<TaskCanceledException>((await inbox.Next<Status.Failure>()).Cause);
    }

    [Fact]
    public async Task PipeTo_maps_both_and_sets_the_sender()
    {
        var (inbox, sender) = (NewInbox(), NewInbox());
        await Task.FromResult(2).PipeTo(inbox.Ref, sender.Ref, success: number => number * 2);
        await inbox.Expect(4);
        Assert.Equal(sender.Ref, inbox.LastSender);
        await Task.FromException<int>(new Boom("bad")).PipeTo(inbox.Ref, sender.Ref, failure: cause => cause.Message);
        await inbox.Expect("bad");
        Assert.Equal(sender.Ref, inbox.LastSender);
    }

    [Fact]
    public async Task PipeTo_of_a_task_without_result_sends_nothing_unless_told_what()
    {
        var inbox = NewInbox();
        await Task.CompletedTask.PipeTo(inbox.Ref);
        await Task.CompletedTask.PipeTo(inbox.Ref, success: () => "done");
        await inbox.Expect("done");
        await Task.FromException(new Boom()).PipeTo(inbox.Ref);
        await inbox.Next<Status.Failure>();
    }

    [Fact]
    public async Task ReceiveAsync_keeps_context_and_sender_across_await()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(gate.Task, inbox.Ref)), "async");
        actor.Tell("wait", inbox.Ref);
        gate.SetResult();
        Assert.Equal((inbox.Ref, actor, "async"), await inbox.Next());
    }

    [Fact]
    public async Task No_other_message_is_handled_during_an_await()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(gate.Task, inbox.Ref)));
        actor.Tell("wait");
        actor.Tell("next");
        await inbox.ExpectNothingMore();
        gate.SetResult();
        Assert.IsNotType<string>(await inbox.Next());
        await inbox.Expect("next");
    }

    [Fact]
    public async Task A_failure_after_await_goes_to_the_supervisor()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(Task.CompletedTask, inbox.Ref)));
        actor.Tell("fail later");
        actor.Tell("next");
        Assert.Equal(("restart", "boom", "fail later"), await inbox.Next());
        await inbox.Expect("next");
    }

    [Fact]
    public async Task A_stop_during_an_await_ends_the_actor_at_once()
    {
        var inbox = NewInbox();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(gate.Task, inbox.Ref)));
        actor.Tell("wait");
        Assert.True(await StopAndWait());
        gate.SetResult();
        await inbox.ExpectNothingMore();

        Task<bool> StopAndWait()
        {
            System.Stop(actor);
            return actor.GracefulStop(Patience);
        }
    }

    [Fact]
    public async Task Stash_works_after_an_await()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new AsyncActor(Task.CompletedTask, inbox.Ref)));
        actor.Tell("stash later");
        actor.Tell("next");
        actor.Tell("unstash");
        await inbox.Expect("next", "stashed");
    }

    private IActorRef Echo() => ActorOf((context, message) => context.Sender.Tell(message));

    private sealed class AsyncActor : ReceiveActor, IWithUnboundedStash
    {
        private readonly IActorRef _inbox;
        private bool _stashed;

        public AsyncActor(Task gate, IActorRef inbox)
        {
            _inbox = inbox;
            ReceiveAsync<string>(message => message == "wait", async _ =>
            {
                await gate;
                inbox.Tell((Sender, Context.Self, Self.Path.Name));
            });
            ReceiveAsync<string>(message => message == "fail later", async _ =>
            {
                await Task.Yield();
                throw new Boom();
            });
            ReceiveAsync<string>(message => message == "stash later", async _ =>
            {
                await Task.Yield();
                if (_stashed)
                    inbox.Tell("stashed");
                else
                    Stash.Stash();
                _stashed = true;
            });
            Receive<string>(message => message == "unstash", _ => Stash.UnstashAll());
            Receive<string>(inbox.Tell);
        }

        public IStash Stash { get; set; } = null!;

        protected override void PreRestart(Exception reason, object message)
        {
            _inbox.Tell(("restart", reason.Message, message as string));
            base.PreRestart(reason, message);
        }
    }
}
