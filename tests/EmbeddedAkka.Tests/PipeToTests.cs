using Akka.Actor;

namespace EmbeddedAkka.Tests;

/// <summary>The outcome of a task as a message.</summary>
public sealed class PipeToTests : EngineSpec
{
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
    public async Task What_is_piped_has_no_sender_not_even_from_within_an_actor()
    {
        var inbox = NewInbox();
        ActorOf((_, _) => Task.FromResult("result").PipeTo(inbox.Ref)).Tell("pipe");
        await inbox.Expect("result");
        Assert.Equal(System.DeadLetters, inbox.LastSender);
    }

    [Fact]
    public async Task A_result_piped_to_oneself_waits_for_its_turn()
    {
        var inbox = NewInbox();
        var actor = ActorOf((context, message) =>
        {
            inbox.Ref.Tell(message);
            if (message is "pipe")
                Task.FromResult("result").PipeTo(context.Self).Wait(Patience);
            inbox.Ref.Tell("end of " + message);
        });
        actor.Tell("pipe");
        await inbox.Expect("pipe", "end of pipe", "result", "end of result");
    }

    [Fact]
    public async Task A_cancelled_task_is_mapped_as_a_failure()
    {
        var inbox = NewInbox();
        await Task.FromCanceled<string>(new CancellationToken(true)).PipeTo(inbox.Ref, success: _ => "success", failure: cause => cause.GetType());
        await inbox.Expect(typeof(TaskCanceledException));
        await Task.FromCanceled(new CancellationToken(true)).PipeTo(inbox.Ref, success: () => "success", failure: cause => cause.GetType());
        await inbox.Expect(typeof(TaskCanceledException));
    }

    [Fact]
    public async Task The_cause_of_a_failure_is_what_the_task_threw()
    {
        var inbox = NewInbox();
        var cause = new Boom();
        await Failing(cause).PipeTo(inbox.Ref);
        Assert.Same(cause, (await inbox.Next<Status.Failure>()).Cause);
        await Task.WhenAll(Failing(cause), Failing(new Boom("another"))).PipeTo(inbox.Ref);
        Assert.Same(cause, (await inbox.Next<Status.Failure>()).Cause.GetBaseException());

        static async Task<string> Failing(Exception cause)
        {
            await Task.Yield();
            throw cause;
        }
    }

    [Fact]
    public async Task A_mapping_that_throws_sends_a_failure()
    {
        var inbox = NewInbox();
        await Task.FromResult("result").PipeTo(inbox.Ref, success: _ => throw new Boom("bad mapping"));
        Assert.Equal("bad mapping", (await inbox.Next<Status.Failure>()).Cause.Message);
    }

    [Fact]
    public async Task What_is_piped_to_the_dead_is_a_dead_letter()
    {
        var letters = NewInbox();
        System.EventStream.Subscribe(letters.Ref, typeof(Akka.Event.DeadLetter));
        var actor = ActorOf(new Script());
        await actor.GracefulStop(Patience);
        await Task.FromResult("result").PipeTo(actor);
        Assert.Equal("result", (await letters.Next<Akka.Event.DeadLetter>()).Message);
    }
}
