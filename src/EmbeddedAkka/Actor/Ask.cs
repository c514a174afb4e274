namespace Akka.Actor;

/// <summary>Questions to actors.</summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) => self.Ask<object>(message, timeout);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(_ => message, timeout, cancellationToken);

    /// <summary>Sends a message with a reference of its own as the sender, and yields the first answer to that.</summary>
    /// <param name="self">The actor that is asked.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">How long to wait; null for <c>akka.actor.ask-timeout</c>, which is infinite by default.</param>
    /// <returns>
    /// Fails with <see cref="AskTimeoutException"/> when no answer came in time, with the cause of a <see cref="Status.Failure"/>,
    /// and with <see cref="ArgumentException"/> when the answer is no <typeparamref name="T"/>.
    /// </returns>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(_ => message, timeout, CancellationToken.None);

    /// <param name="self">The actor that is asked.</param>
    /// <param name="messageFactory">Makes the question, given the reference that the answer is to be sent to.</param>
    /// <param name="timeout">As above.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static Task<T> Ask<T>(
        this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var system = self switch
        {
            IInternalActorRef actor => actor.System,
            ActorSelection selection => selection.OwnSystem,
            _ => null,
        };
        if (system is null)
            throw new ArgumentException($"Cannot ask {self}: it belongs to no actor system.", nameof(self));
        var patience = timeout ?? system.AskTimeout;
        var answer = new AnswerRef<T>(system);
        answer.GiveUp(patience, cancellationToken);
        self.Tell(messageFactory(answer), answer);
        return answer.Task;
    }
}
