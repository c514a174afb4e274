using Akka.Actor;

namespace Akka.Event;

/// <summary>A message whose loss is of no interest: it is published as <see cref="SuppressedDeadLetter"/>.</summary>
public interface IDeadLetterSuppression;

/// <summary>A message that no actor handled.</summary>
public abstract class AllDeadLetters
{
    private protected AllDeadLetters(object message, IActorRef sender, IActorRef recipient)
    {
        Message = message;
        Sender = sender;
        Recipient = recipient;
    }

    public object Message { get; }

    public IActorRef Sender { get; }

    public IActorRef Recipient { get; }

    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>A message that could not be delivered: its recipient has ended.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    internal DeadLetter(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}

/// <summary>An undeliverable message that nobody wants to hear of.</summary>
public sealed class SuppressedDeadLetter : AllDeadLetters
{
    internal SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}

/// <summary>A message that was delivered to an actor without a handler for it.</summary>
public sealed class UnhandledMessage : AllDeadLetters
{
    internal UnhandledMessage(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}
