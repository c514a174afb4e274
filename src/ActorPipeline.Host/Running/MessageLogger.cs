using ActorPipeline.Flow;
using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Host.Running;

/// <summary>
/// The engine's warnings and errors, a line each. An error that is about the user's data or settings is left out: the host
/// tells it once, as the end of the run.
/// </summary>
internal sealed class MessageLogger : ReceiveActor
{
    public MessageLogger(Action<string> write)
    {
        Receive<Error>(e => e.Cause is not PipelineException, e => write($"error: {Describe(e)}{(e.Cause is null ? "" : $"\n{e.Cause}")}"));
        Receive<Warning>(e => write($"warning: {Describe(e)}"));
        Receive<LogEvent>(_ => { });
        Receive<Flush>(_ => Sender.Tell(Flush.Instance));
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Error));
        Context.System.EventStream.Subscribe(Self, typeof(Warning));
    }

    private static string Describe(LogEvent logged) => $"{logged.Message}";

    /// <summary>Answered when all that was logged before has been written.</summary>
    public sealed record Flush
    {
        public static Flush Instance { get; } = new();
    }
}
