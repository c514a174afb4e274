using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>Writes log events to standard output on the thread that published them: before the loggers run, and after.</summary>
internal sealed class StandardOutLogger(ActorSystemImpl system) : InternalActorRefBase
{
    private static readonly Lock _writing = new();

    public override ActorPath Path { get; } = system.RootPath / "StandardOutLogger";

    internal override ActorSystemImpl OwnSystem => system;

    internal static void Print(LogEvent logEvent)
    {
        lock (_writing)
        {
            Console.ForegroundColor = logEvent.LogLevel() switch
            {
                LogLevel.DebugLevel => ConsoleColor.Gray,
                LogLevel.InfoLevel => ConsoleColor.White,
                LogLevel.WarningLevel => ConsoleColor.Yellow,
                _ => ConsoleColor.Red,
            };
            Console.WriteLine(Text(logEvent));
            Console.ResetColor();
        }
    }

    private static string Text(LogEvent logEvent)
    {
        try
        {
            return logEvent.ToString();
        }
        catch (FormatException failure)
        {
            return $"[ERROR][{logEvent.LogSource}] A log message does not fit its format [{(logEvent.Message as LogMessage)?.Format}]: {failure.Message}";
        }
    }

    private protected override void TellInternal(object message, IActorRef? sender)
    {
        if (message is LogEvent logEvent)
            Print(logEvent);
    }
}
