using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Host.Running;

/// <summary>What the actors log as a warning or an error; an error, which is one of the program, with its stack.</summary>
internal sealed class MessageLogger : ReceiveActor
{
    public MessageLogger(Action<string> write)
    {
        Receive<Error>(e => write($"error: {e.Message}{(e.Cause is null ? "" : $"\n{e.Cause}")}"));
        Receive<Warning>(e => write($"warning: {e.Message}"));
        Receive<Flush>(_ => Sender.Tell(Flush.Instance));
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Error));
        Context.System.EventStream.Subscribe(Self, typeof(Warning));
    }

    /// <summary>Answered when all that was logged before has been written.</summary>
    public sealed record Flush
    {
        public static Flush Instance { get; } = new();
    }
}
