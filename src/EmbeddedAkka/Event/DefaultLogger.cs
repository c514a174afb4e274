using Akka.Actor;

namespace Akka.Event;

/// <summary>The first message to a logger; it answers with <see cref="LoggerInitialized"/>.</summary>
internal sealed class InitializeLogger(LoggingBus loggingBus)
{
    public LoggingBus LoggingBus { get; } = loggingBus;
}

/// <summary>A logger is ready.</summary>
internal sealed class LoggerInitialized : IDeadLetterSuppression;

/// <summary>The logger that writes to standard output.</summary>
public class DefaultLogger : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent logEvent:
                Print(logEvent);
                return true;
            default:
                return false;
        }
    }

    protected virtual void Print(LogEvent logEvent) => StandardOutLogger.Print(logEvent);
}
