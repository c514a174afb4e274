using System.Globalization;

namespace Akka.Event;

/// <summary>Writes log events of one source.</summary>
public interface ILoggingAdapter
{
    bool IsDebugEnabled { get; }

    bool IsInfoEnabled { get; }

    bool IsWarningEnabled { get; }

    bool IsErrorEnabled { get; }

    internal bool IsEnabled(LogLevel logLevel);

    internal void Log(LogLevel logLevel, Exception? cause, LogMessage message);

    internal void Log(LogLevel logLevel, Exception? cause, string format);
}

/// <summary>A message with arguments, put together only when somebody reads it.</summary>
internal sealed class LogMessage
{
    private readonly object?[] _args;

    internal LogMessage(string format, object?[] args)
    {
        Format = format;
        _args = args;
    }

    public string Format { get; }

    public override string ToString() => string.Format(CultureInfo.CurrentCulture, Format, _args);
}

