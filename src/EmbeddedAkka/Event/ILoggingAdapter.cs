using System.Globalization;

namespace Akka.Event;

/// <summary>Writes log events of one source.</summary>
public interface ILoggingAdapter
{
    bool IsDebugEnabled { get; }

    bool IsInfoEnabled { get; }

    bool IsWarningEnabled { get; }

    bool IsErrorEnabled { get; }

    bool IsEnabled(LogLevel logLevel);

    void Log(LogLevel logLevel, Exception? cause, LogMessage message);

    void Log(LogLevel logLevel, Exception? cause, string format);
}

/// <summary>A message with arguments, put together only when somebody reads it.</summary>
public sealed class LogMessage
{
    private readonly object[] _args;

    internal LogMessage(string format, object[] args)
    {
        Format = format;
        _args = args;
    }

    public string Format { get; }

    public override string ToString() => string.Format(CultureInfo.CurrentCulture, Format, _args);
}

/// <summary>One method for each level; <c>format</c> is as of <see cref="string.Format(string, object[])"/>, and taken literally without arguments.</summary>
public static class LoggingExtensions
{
    public static void Debug(this ILoggingAdapter log, string format, params object[] args) => log.Write(LogLevel.DebugLevel, null, format, args);

    public static void Debug(this ILoggingAdapter log, Exception cause, string format, params object[] args) =>
        log.Write(LogLevel.DebugLevel, cause, format, args);

    public static void Info(this ILoggingAdapter log, string format, params object[] args) => log.Write(LogLevel.InfoLevel, null, format, args);

    public static void Info(this ILoggingAdapter log, Exception cause, string format, params object[] args) =>
        log.Write(LogLevel.InfoLevel, cause, format, args);

    public static void Warning(this ILoggingAdapter log, string format, params object[] args) =>
        log.Write(LogLevel.WarningLevel, null, format, args);

    public static void Warning(this ILoggingAdapter log, Exception cause, string format, params object[] args) =>
        log.Write(LogLevel.WarningLevel, cause, format, args);

    public static void Error(this ILoggingAdapter log, string format, params object[] args) => log.Write(LogLevel.ErrorLevel, null, format, args);

    public static void Error(this ILoggingAdapter log, Exception cause, string format, params object[] args) =>
        log.Write(LogLevel.ErrorLevel, cause, format, args);

    private static void Write(this ILoggingAdapter log, LogLevel level, Exception? cause, string format, object[] args)
    {
        if (!log.IsEnabled(level))
            return;
        if (args.Length == 0)
            log.Log(level, cause, format);
        else
            log.Log(level, cause, new LogMessage(format, args));
    }
}
