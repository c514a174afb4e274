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
            string name => ($"{name}({system})", typeof(string)),
            Type itself => ($"{NameOf(itself)}({system})", itself),
            _ => ($"{NameOf(logSourceObj.GetType())}({system})", logSourceObj.GetType()),
        };
        return new BusLogging(system.EventStream, source, type);
    }

    public static string StringFor(this LogLevel logLevel) => logLevel switch
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

    private static string NameOf(Type type) => type.FullName ?? type.Name;

    private sealed class BusLogging(LoggingBus bus, string source, Type type) : ILoggingAdapter
    {
        public bool IsDebugEnabled => IsEnabled(LogLevel.DebugLevel);

        public bool IsInfoEnabled => IsEnabled(LogLevel.InfoLevel);

        public bool IsWarningEnabled => IsEnabled(LogLevel.WarningLevel);

        public bool IsErrorEnabled => IsEnabled(LogLevel.ErrorLevel);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= bus.LogLevel;

        public void Log(LogLevel logLevel, Exception? cause, LogMessage message) => Publish(logLevel, cause, message);

        public void Log(LogLevel logLevel, Exception? cause, string format) => Publish(logLevel, cause, format);

        private void Publish(LogLevel level, Exception? cause, object message) => bus.Publish(level switch
        {
            LogLevel.DebugLevel => new Debug(cause, source, type, message),
            LogLevel.InfoLevel => new Info(cause, source, type, message),
            LogLevel.WarningLevel => new Warning(cause, source, type, message),
            _ => new Error(cause, source, type, message),
        });
    }
}
