using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

public sealed class LogEventTests() : EngineSpec("""
    akka.loglevel = DEBUG
    akka.loggers = ["EmbeddedAkka.Tests.SilentLogger, EmbeddedAkka.Tests"]
    """)
{
    private const string Source = "source";

    [Fact]
    public async Task Each_level_has_events_of_its_own()
    {
        var (inbox, log) = Listen();
        log.Debug("debug");
        log.Info("info");
        log.Warning("warning");
        log.Error("error");
        Assert.Equal((LogLevel.DebugLevel, "debug"), Read(await Next<Debug>(inbox)));
        Assert.Equal((LogLevel.InfoLevel, "info"), Read(await Next<Info>(inbox)));
        Assert.Equal((LogLevel.WarningLevel, "warning"), Read(await Next<Warning>(inbox)));
        Assert.Equal((LogLevel.ErrorLevel, "error"), Read(await Next<Error>(inbox)));

        static (LogLevel, string?) Read(LogEvent logEvent) => (logEvent.LogLevel(), logEvent.Message.ToString());
    }

    [Fact]
    public async Task An_array_of_objects_holds_all_arguments_of_a_message()
    {
        var (inbox, log) = Listen();
        object[] arguments = ["one", 2];
        log.Info("{0} and {1}", arguments);
        log.Warning("{0} and {1}", arguments);
        log.Error(new Boom(), "{0} and {1}", arguments);
        for (var level = 0; level < 3; level++)
            Assert.Equal("one and 2", (await Next<LogEvent>(inbox)).Message.ToString());
    }

    [Fact]
    public async Task A_failure_in_PreRestart_is_logged_with_what_it_was_about_and_the_restart_goes_on()
    {
        var (log, inbox) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(log.Ref, typeof(Error));
        var actor = ActorOf(new Script
        {
            OnMessage = (_, _) => throw new Boom("cause"),
            OnPreRestart = (_, _, _) => throw new Boom("hook"),
            OnPostRestart = cause => inbox.Ref.Tell(cause.Message),
        });
        actor.Tell("message");
        await inbox.Expect("cause");
        await log.Next<Error>();
        var failure = Assert.IsType<PreRestartException>((await log.Next<Error>()).Cause);
        Assert.Equal(("hook", "message"), (failure.RestartException.Message, failure.OptionalMessage));
    }

    private (Inbox Inbox, ILoggingAdapter Log) Listen()
    {
        var inbox = NewInbox();
        System.EventStream.Subscribe(inbox.Ref, typeof(LogEvent));
        return (inbox, Logging.GetLogger(System, Source));
    }

    /// <summary>The next event of the test's own; the engine may log too.</summary>
    private static async Task<T> Next<T>(Inbox inbox)
        where T : LogEvent
    {
        while (true)
        {
            var logEvent = await inbox.Next<LogEvent>();
            if (logEvent.LogSource.StartsWith(Source, StringComparison.Ordinal))
                return Assert.IsType<T>(logEvent, exactMatch: false);
        }
    }
}
