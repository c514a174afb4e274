using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>Writes log events to standard output on the thread that published them: before the loggers run, and after.</summary>
internal sealed class StandardOutLogger(ActorSystemImpl system) : ActorRefBase
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
            Console.WriteLine(logEvent);
            Console.ResetColor();
        }
    }

    private protected override void TellInternal(object message, IActorRef? sender)
    {
        if (message is LogEvent logEvent)
            Print(logEvent);
    }
}
