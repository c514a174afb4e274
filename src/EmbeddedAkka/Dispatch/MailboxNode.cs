using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>A message with its sender, and its place in a queue: the only allocation that sending costs.</summary>
internal sealed class MailboxNode(object? message, IActorRef? sender)
{
    internal MailboxNode? Next;

    /// <summary>Null only in the placeholder at a queue's front.</summary>
    internal object? Message = message;

    internal IActorRef? Sender = sender;
}
