using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>A message, and who sent it.</summary>
internal sealed record MessageEnvelope(object Message, IActorRef Sender);
