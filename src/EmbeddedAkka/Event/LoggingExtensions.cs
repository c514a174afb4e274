namespace Akka.Event;

/// <summary>
/// Methods for each level; <c>format</c> is as of <see cref="string.Format(string, object[])"/>, and taken literally where no argument
/// follows.
/// </summary>
/// <remarks>As in Akka.NET, an array of objects holds all arguments; an overload for one argument would take it for one.</remarks>
public static class LoggingExtensions
{
    public static void Debug(this ILoggingAdapter log, string format) => log.Write(LogLevel.DebugLevel, null, format);

    public static void Debug<T1>(this ILoggingAdapter log, string format, T1 arg1) => log.Write(LogLevel.DebugLevel, null, format, arg1);

    public static void Info(this ILoggingAdapter log, string format) => log.Write(LogLevel.InfoLevel, null, format);

    public static void Info(this ILoggingAdapter log, string format, object[] args) => log.Write(LogLevel.InfoLevel, null, format, args);

    public static void Info<T1>(this ILoggingAdapter log, string format, T1 arg1) => log.Write(LogLevel.InfoLevel, null, format, arg1);

    public static void Info<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2) =>
        log.Write(LogLevel.InfoLevel, null, format, arg1, arg2);

    public static void Info<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3) =>
        log.Write(LogLevel.InfoLevel, null, format, arg1, arg2, arg3);

    public static void Warning(this ILoggingAdapter log, string format) => log.Write(LogLevel.WarningLevel, null, format);

    public static void Warning(this ILoggingAdapter log, Exception cause, string format) => log.Write(LogLevel.WarningLevel, cause, format);

    public static void Warning(this ILoggingAdapter log, string format, object[] args) =>
        log.Write(LogLevel.WarningLevel, null, format, args);

    public static void Warning<T1>(this ILoggingAdapter log, string format, T1 arg1) =>
        log.Write(LogLevel.WarningLevel, null, format, arg1);

    public static void Warning<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2) =>
        log.Write(LogLevel.WarningLevel, null, format, arg1, arg2);

    public static void Error(this ILoggingAdapter log, string format) => log.Write(LogLevel.ErrorLevel, null, format);

    public static void Error<T1>(this ILoggingAdapter log, string format, T1 arg1) => log.Write(LogLevel.ErrorLevel, null, format, arg1);

    public static void Error(this ILoggingAdapter log, Exception cause, string format) => log.Write(LogLevel.ErrorLevel, cause, format);

    public static void Error(this ILoggingAdapter log, Exception cause, string format, object[] args) =>
        log.Write(LogLevel.ErrorLevel, cause, format, args);

    public static void Error<T1>(this ILoggingAdapter log, Exception cause, string format, T1 arg1) =>
        log.Write(LogLevel.ErrorLevel, cause, format, arg1);

    internal static void Write(this ILoggingAdapter log, LogLevel level, Exception? cause, string format, params object?[] args)
    {
        if (!log.IsEnabled(level))
            return;
        if (args.Length == 0)
            log.Log(level, cause, format);
        else
            log.Log(level, cause, new LogMessage(format, args));
    }
}
