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
    public async Task The_asked_sees_a_temporary_reference_and_not_the_asking_actor()
    {
        var asked = ActorOf((context, _) => context.Sender.Tell(context.Sender));
        var asking = ActorOf((context, _) => asked.Ask<IActorRef>("who?", Patience).PipeTo(context.Sender));
        var sender = await asking.Ask<IActorRef>("ask", Patience);
        Assert.StartsWith("akka://spec/temp/", sender.Path.ToString());
    }

    [Fact]
    public async Task A_question_to_the_dead_is_a_dead_letter_and_gets_no_answer()
    {
        var letters = NewInbox();
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = ActorOf(new Script());
        await actor.GracefulStop(Patience);
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask("question", TimeSpan.FromMilliseconds(1)));
        var letter = await letters.Next<DeadLetter>();
        Assert.Equal(("question", actor), (letter.Message, letter.Recipient));
        Assert.StartsWith("akka://spec/temp/", letter.Sender.Path.ToString());
    }

    [Fact]
    public async Task A_question_to_an_actor_that_fails_gets_no_answer()
    {
        var actor = ActorOf((_, _) => throw new Boom());
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask("question", TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task A_question_in_a_system_that_has_ended_gets_no_answer()
    {
        var actor = Echo();
        await System.Terminate().WaitAsync(Patience);
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask("question", TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_a_dead_letter()
    {
        var (inbox, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = ActorOf((context, _) => inbox.Ref.Tell(context.Sender));
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask("question", TimeSpan.FromMilliseconds(1)));
        var sender = await inbox.Next<IActorRef>();
        sender.Tell("late");
        var letter = await letters.Next<DeadLetter>();
        Assert.Equal(("late", sender), (letter.Message, letter.Sender));
    }

    [Fact]
    public async Task A_question_cancelled_before_it_is_asked_fails_at_once()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAsync<TaskCanceledException>(() => ActorOf(new Script()).Ask("question", Patience, cancelled));
    }

    private IActorRef Echo() => ActorOf((context, message) => context.Sender.Tell(message));
}

public sealed class AskTimeoutTests() : EngineSpec("akka.actor.ask-timeout = 1 ms")
{
    [Fact]
    public async Task The_patience_of_a_question_that_names_none_comes_from_the_configuration()
    {
        await Assert.ThrowsAsync<AskTimeoutException>(() => ActorOf(new Script()).Ask("question"));
        Assert.Equal("answer", await ActorOf((context, _) => context.Sender.Tell("answer")).Ask("question", Patience));
    }
}
