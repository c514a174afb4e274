using Akka.Actor;
using Akka.Configuration;

namespace Akka.Event;

/// <summary>Makes logging adapters.</summary>
public static class Logging
{
    /// <summary>A logger whose source is the actor's path.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context) =>
        new BusLogging(context.System.EventStream, context.Self.Path.ToString(), context.Props.Type);

    /// <param name="system">Whose event stream carries the log events.</param>
    /// <param name="logSourceObj">An actor's reference, a name, a type, or an object whose type is the source.</param>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj)
    {
        var (source, type) = logSourceObj switch
        {
            IActorRef actor => (actor.Path.ToString(), typeof(ActorBase)),
            string name => ($"{name} ({system})", typeof(string)),
            Type itself => ($"{itself.Name} ({system})", itself),
            _ => ($"{logSourceObj.GetType().Name} ({system})", logSourceObj.GetType()),
        };
        return new BusLogging(system.EventStream, source, type);
    }

    internal static string StringFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => "DEBUG",
        LogLevel.InfoLevel => "INFO",
        LogLevel.WarningLevel => "WARNING",
        _ => "ERROR",
    };

    internal static Type ClassFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => typeof(Debug),
        LogLevel.InfoLevel => typeof(Info),
        LogLevel.WarningLevel => typeof(Warning),
        _ => typeof(Error),
    };

    /// <summary>Null for OFF.</summary>
    internal static LogLevel? OptionalLogLevelFor(string name) => name.ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.DebugLevel,
        "INFO" => LogLevel.InfoLevel,
        "WARNING" => LogLevel.WarningLevel,
        "ERROR" => LogLevel.ErrorLevel,
        "OFF" => null,
        _ => throw new ConfigurationException($"Unknown log level [{name}]; expected DEBUG, INFO, WARNING, ERROR or OFF."),
    };
}
