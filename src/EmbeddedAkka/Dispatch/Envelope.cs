using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>A message with its sender; the default one is none.</summary>
internal struct Envelope(object message, IActorRef? sender)
{
    internal object? Message = message;

    internal IActorRef? Sender = sender;
}

/// <summary>A message that is put aside, or back in front of those that wait.</summary>
internal sealed class StashedMessage(Envelope envelope)
{
    internal StashedMessage? Next;

    internal Envelope Envelope => envelope;
}
