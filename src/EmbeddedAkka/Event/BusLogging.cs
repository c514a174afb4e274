namespace Akka.Event;

/// <summary>Publishes log events on a bus.</summary>
internal sealed class BusLogging(LoggingBus bus, string source, Type type) : ILoggingAdapter
{
    public bool IsDebugEnabled => IsEnabled(LogLevel.DebugLevel);

    public bool IsInfoEnabled => IsEnabled(LogLevel.InfoLevel);

    public bool IsWarningEnabled => IsEnabled(LogLevel.WarningLevel);

    public bool IsErrorEnabled => IsEnabled(LogLevel.ErrorLevel);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= bus.LogLevel;

    void ILoggingAdapter.Log(LogLevel logLevel, Exception? cause, LogMessage message) => Publish(logLevel, cause, message);

    void ILoggingAdapter.Log(LogLevel logLevel, Exception? cause, string format) => Publish(logLevel, cause, format);

    private void Publish(LogLevel level, Exception? cause, object message) => bus.Publish(level switch
    {
        LogLevel.DebugLevel => new Debug(cause, source, type, message),
        LogLevel.InfoLevel => new Info(cause, source, type, message),
        LogLevel.WarningLevel => new Warning(cause, source, type, message),
        _ => new Error(cause, source, type, message),
    });
}
