using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace EmbeddedAkka.Tests;

/// <summary>Log events: what they carry, who gets them, and at which level.</summary>
public sealed class LoggingTests() : EngineSpec("akka.loglevel = INFO\nakka.loggers = [\"EmbeddedAkka.Tests.SilentLogger, EmbeddedAkka.Tests\"]")
{
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

public sealed class LogLevelTests
{
    private static readonly string[] _levels = ["DEBUG", "INFO", "WARNING", "ERROR", "OFF"];

    [Theory]
    [InlineData("DEBUG", "DEBUG")]
    [InlineData("debug", "DEBUG")]
    [InlineData("INFO", "INFO")]
    [InlineData("Warning", "WARNING")]
    [InlineData("WARNING", "WARNING")]
    [InlineData("ERROR", "ERROR")]
    [InlineData("OFF", "OFF")]
    public async Task The_logger_gets_what_is_at_least_as_severe_as_the_configured_level(string configured, string least)
    {
        var config = ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = {{configured}}
              stdout-loglevel = OFF
              loggers = ["EmbeddedAkka.Tests.RecordingLogger, EmbeddedAkka.Tests"]
            }
            """);
        using var system = ActorSystem.Create("levels", config);
        var source = Guid.NewGuid().ToString();
        var log = Logging.GetLogger(system, source);
        log.Debug("{0}", "DEBUG");
        log.Info("{0}", "INFO");
        log.Warning("{0}", "WARNING");
        log.Error("{0}", "ERROR");
        await system.Terminate();

        var expected = _levels.SkipWhile(level => level != least).Where(level => level != "OFF").ToList();
        Assert.Equal(expected, RecordingLogger.Recorded(source));
        Assert.Equal(
            [expected.Contains("DEBUG"), expected.Contains("INFO"), expected.Contains("WARNING")],
            [log.IsDebugEnabled, log.IsInfoEnabled, log.IsWarningEnabled]);
    }

    [Fact]
    public void An_unknown_level_is_an_error() =>
        Assert.ThrowsAny<Exception>(() => ActorSystem.Create("levels", ConfigurationFactory.ParseString("akka { loglevel = LOUD, stdout-loglevel = OFF }")));

    [Fact]
    public void A_logger_that_cannot_be_started_is_an_error() =>
        Assert.Throws<ConfigurationException>(() => ActorSystem.Create("levels", ConfigurationFactory.ParseString("akka { stdout-loglevel = OFF, loggers = [\"No.Such.Logger, EmbeddedAkka.Tests\"] }")));
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
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

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

/// <summary>A logger that prints nothing and keeps what each source said.</summary>
public sealed class RecordingLogger : DefaultLogger
{
    private static readonly ConcurrentQueue<(string Source, string Message)> _recorded = new();

    public static List<string> Recorded(string source) =>
        [.. _recorded.Where(line => line.Source.StartsWith(source, StringComparison.Ordinal)).Select(line => line.Message)];

    protected override void Print(LogEvent logEvent) => _recorded.Enqueue((logEvent.LogSource, logEvent.Message.ToString()!));
}
