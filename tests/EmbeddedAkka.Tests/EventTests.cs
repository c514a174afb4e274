using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

public sealed class EventTests() : EngineSpec("akka.loglevel = INFO\nakka.loggers = [\"EmbeddedAkka.Tests.SilentLogger, EmbeddedAkka.Tests\"]")
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
    public async Task Log_events_carry_level_source_and_message()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(LogEvent));
        var log = Logging.GetLogger(System, "source");
        log.Info("{0} and {1}", "one", 2);
        var info = await inbox.Next<Info>();
        Assert.Equal((LogLevel.InfoLevel, "source (akka://spec)", "one and 2"), (info.LogLevel(), info.LogSource, info.Message.ToString()));
        log.Warning("{not a format}");
        Assert.Equal("{not a format}", (await inbox.Next<Warning>()).Message.ToString());
        log.Error(new Boom(), "failed {0}", 1);
        var error = await inbox.Next<Error>();
        Assert.Equal(("boom", "failed 1"), (error.Cause.Message, error.Message.ToString()));
    }

    [Fact]
    public async Task A_level_below_the_configured_one_is_not_published()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(LogEvent));
        var log = Logging.GetLogger(System, "source");
        Assert.False(log.IsDebugEnabled);
        Assert.True(log.IsInfoEnabled && log.IsWarningEnabled && log.IsErrorEnabled);
        log.Debug("unheard");
        log.Info("heard");
        await inbox.Next<Info>();
    }

    [Fact]
    public async Task An_actors_logger_names_its_path()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(Warning));
        ActorOf((context, message) => context.GetLogger().Warning("{0}", message), "logging").Tell("hello");
        Assert.Equal("akka://spec/user/logging", (await inbox.Next<Warning>()).LogSource);
    }

    [Fact]
    public async Task A_log_event_is_one_line_with_its_cause_below()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(Error));
        Logging.GetLogger(System, "source").Error(new Boom(), "failed");
        var lines = (await inbox.Next<Error>()).ToString().Split(Environment.NewLine);
        Assert.Matches(@"^\[ERROR\]\[\d\d/\d\d/\d{4} \d\d:\d\d:\d\d\.\d{3}Z\]\[Thread \d{4}\]\[source \(akka://spec\)\] failed$", lines[0]);
        Assert.StartsWith("Cause: EmbeddedAkka.Tests.Boom: boom", lines[1]);
    }

    [Fact]
    public async Task A_failure_is_logged_with_its_cause_from_the_childs_path()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(Error));
        ActorOf((_, _) => throw new Boom(), "failing").Tell("fail");
        var error = await inbox.Next<Error>();
        Assert.IsType<Boom>(error.Cause);
        Assert.Equal(("akka://spec/user/failing", "boom"), (error.LogSource, error.Message.ToString()));
    }

    [Fact]
    public async Task A_resumed_failure_is_a_warning()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(Warning));
        var parent = ActorOf(new Script
        {
            Strategy = new OneForOneStrategy(_ => Directive.Resume),
            OnMessage = (context, message) => context.ActorOf(new Script { OnMessage = (_, _) => throw new Boom() }.Props).Tell(message),
        });
        parent.Tell("fail");
        var warning = await inbox.Next<Warning>();
        Assert.Equal("boom", warning.Message.ToString());
        Assert.IsType<Boom>(warning.Cause);
    }

    [Fact]
    public async Task The_configured_logger_gets_the_log()
    {
        var logged = SilentLogger.WaitFor("for the logger");
        Logging.GetLogger(System, "source").Info("for the logger");
        await logged.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_log_message_that_does_not_fit_its_format_does_no_harm()
    {
        var log = Logging.GetLogger(System, "source");
        log.Info("{0} {1}", "too few");
        var logged = SilentLogger.WaitFor("after the bad one");
        log.Info("after the bad one");
        await logged.WaitAsync(Patience);
    }
}

public sealed class DeadLetterLogTests() : EngineSpec("akka.loglevel = INFO\nakka.log-dead-letters = 2\nakka.loggers = [\"EmbeddedAkka.Tests.SilentLogger, EmbeddedAkka.Tests\"]")
{
    [Fact]
    public async Task Dead_letters_are_logged_up_to_the_configured_number()
    {
        var (log, letters) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(log.Ref, typeof(Info));
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = ActorOf((_, _) => { }, "gone");
        await actor.GracefulStop(Patience);

        // Repeated, because nothing says when the listener that writes the log has subscribed.
        var caller = ActorOf((_, _) => actor.Tell("late", ActorRefs.NoSender));
        System.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.FromMilliseconds(10), caller, "call", ActorRefs.NoSender);
        var first = (await log.Next<Info>()).Message.ToString()!;
        Assert.StartsWith($"Message [String] to {actor} was not delivered. [1] dead letters encountered. ", first);
        Assert.EndsWith("Message content: late", first);
        var second = (await log.Next<Info>()).Message.ToString()!;
        Assert.Contains("[2] dead letters encountered, no more dead letters will be logged in next", second);
        for (var more = 0; more < 10; more++)
            await letters.Next<DeadLetter>();
        await log.ExpectNothingMore();
    }
}

/// <summary>A logger that prints nothing and lets a test wait for a message.</summary>
public sealed class SilentLogger : DefaultLogger
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    public static Task WaitFor(string message) =>
        _awaited.GetOrAdd(message, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    protected override void Print(LogEvent logEvent)
    {
        if (_awaited.TryGetValue(Text(logEvent), out var waiting))
            waiting.TrySetResult();
    }

    private static string Text(LogEvent logEvent)
    {
        try
        {
            return logEvent.Message.ToString()!;
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
