using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Event;

/// <summary>The event bus of a system: log events, dead letters, and whatever else its users publish.</summary>
public sealed class EventStream : LoggingBus
{
    private readonly List<IActorRef> _loggers = [];
    private StandardOutLogger? _standardOut;
    private LogLevel? _standardOutLevel;

    internal EventStream()
    {
    }

    /// <summary>Writes log events to standard output until the loggers run.</summary>
    internal void StartStandardOut(ActorSystemImpl system)
    {
        var config = system.Settings.Config;
        _standardOut = new StandardOutLogger(system);
        _standardOutLevel = Logging.OptionalLogLevelFor(config.GetString("akka.stdout-loglevel")!);
        SubscribeFrom(_standardOut, _standardOutLevel);
        LogLevel = _standardOutLevel ?? LogLevel.ErrorLevel;
    }

    /// <summary>Starts the loggers that the configuration names, and waits until each says that it is ready.</summary>
    /// <exception cref="ConfigurationException">A logger cannot be started.</exception>
    internal void StartLoggers(ActorSystemImpl system)
    {
        var config = system.Settings.Config;
        var level = Logging.OptionalLogLevelFor(config.GetString("akka.loglevel")!);
        var patience = config.GetTimeSpan("akka.logger-startup-timeout");
        foreach (var name in config.GetStringList("akka.loggers"))
        {
            var type = Util.TypeByName.Find(name);
            var logger = system.SystemActorOf(Props.Create(type), $"log{_loggers.Count + 1}-{type.Name}");
            try
            {
                logger.Ask<LoggerInitialized>(new InitializeLogger(this), patience).GetAwaiter().GetResult();
            }
            catch (AskTimeoutException late)
            {
                throw new ConfigurationException($"Logger [{name}] did not answer InitializeLogger within {patience}.", late);
            }
            _loggers.Add(logger);
            SubscribeFrom(logger, level);
        }
        LogLevel = level ?? LogLevel.ErrorLevel;
        if (_loggers.Count > 0)
            Unsubscribe(_standardOut!);
    }

    /// <summary>Goes back to standard output; returns the loggers, which get no more events.</summary>
    internal IReadOnlyList<IActorRef> StopLoggers()
    {
        SubscribeFrom(_standardOut!, _standardOutLevel);
        foreach (var logger in _loggers)
            Unsubscribe(logger);
        return _loggers;
    }

    private void SubscribeFrom(IActorRef logger, LogLevel? least)
    {
        for (var level = least ?? LogLevel.ErrorLevel + 1; level <= LogLevel.ErrorLevel; level++)
            Subscribe(logger, level.ClassFor());
    }
}

public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Subscribe(subscriber, typeof(TChannel));

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
