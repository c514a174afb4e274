using Akka.Actor;
using Akka.TestKit.Internal;
using Xunit;

namespace Akka.TestKit;

/// <summary>Taking messages that must be as expected; else the test fails.</summary>
public abstract partial class TestKitBase
{
    /// <summary>The next message must be a <typeparamref name="T"/>.</summary>
    /// <param name="duration">How long it may take; <see cref="RemainingOrDefault"/> if null.</param>
    /// <param name="hint">What is expected, in the text of a failure.</param>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null) => (T)TakeA<T>(duration, hint).Message;

    /// <summary>The next message must equal <paramref name="message"/>.</summary>
    /// <inheritdoc cref="ExpectMsg{T}(TimeSpan?, string)"/>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null) =>
        ExpectMsg<T>(actual => Assert.Equal(message, actual), timeout, hint);

    /// <summary>The next message must be a <typeparamref name="T"/> for which <paramref name="isMessage"/> holds.</summary>
    /// <inheritdoc cref="ExpectMsg{T}(TimeSpan?, string)"/>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null) => ExpectMsg<T>(
        message => Assert.True(
            isMessage(message),
            $"Got a message of the expected type <{typeof(T)}>. Also expected {hint ?? "the predicate to return true"} "
            + $"but the message {{{message}}} of type <{message!.GetType()}> did not match"),
        timeout,
        hint);

    /// <summary>The next message must be a <typeparamref name="T"/> that <paramref name="assert"/> lets pass.</summary>
    /// <inheritdoc cref="ExpectMsg{T}(TimeSpan?, string)"/>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null)
    {
        var message = ExpectMsg<T>(timeout, hint);
        assert(message);
        return message;
    }

    /// <summary>The next message must equal one of these.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages)
    {
        var patience = RemainingOrDefault;
        var message = Take(patience)?.Message;
        if (message is null) Assert.Fail($"Timeout {patience} during waiting for ExpectMsgAnyOf waiting for ({string.Join(", ", messages)})");
        if (message is not T found || !messages.Contains(found)) Assert.Fail($"ExpectMsgAnyOf found unexpected {message}");
        return (T)message!;
    }

    /// <summary>The next messages must be these, in any order.</summary>
    /// <returns>The messages, in the order in which they came.</returns>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages) => AllOf(RemainingOrDefault, messages);

    /// <inheritdoc cref="ExpectMsgAllOf{T}(IReadOnlyCollection{T})"/>
    /// <param name="max">How long all of them may take.</param>
    /// <param name="messages">The messages.</param>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, IReadOnlyCollection<T> messages) => AllOf(Dilated(max), messages);

    /// <summary>No message may come for that long; with zero, none may wait.</summary>
    public void ExpectNoMsg(TimeSpan duration) => NoMsg(Dilated(duration));

    /// <inheritdoc cref="ExpectNoMsg(TimeSpan)"/>
    public void ExpectNoMsg(int milliseconds) => ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>The next message must say that this actor, which must be watched, has ended.</summary>
    /// <inheritdoc cref="ExpectMsg{T}(TimeSpan?, string)"/>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null) => ExpectMsg<Terminated>(
        terminated => Assert.True(target.Equals(terminated.ActorRef), $"Expected the end of {target}, but {terminated.ActorRef} ended. {hint}"),
        timeout,
        $"Terminated {target}. {hint}");

    private MessageEnvelope TakeA<T>(TimeSpan? duration, string? hint)
    {
        var patience = RemainingOrDilated(duration);
        var envelope = Take(patience);
        if (envelope is null) Assert.Fail($"Failed: Timeout {patience} while waiting for a message of type {typeof(T)} {hint}");
        if (envelope.Message is not T)
        {
            Assert.Fail(
                $"Failed: Expected a message of type {typeof(T)}, but received {{{envelope.Message}}} (type {envelope.Message.GetType()}) "
                + $"instead {hint} from {envelope.Sender}");
        }

        return envelope;
    }

    private IReadOnlyCollection<T> AllOf<T>(TimeSpan max, IReadOnlyCollection<T> messages)
    {
        var received = TakeN(messages.Count, max);
        var missing = messages.Cast<object>().ToList();
        var unexpected = received.Where(message => !missing.Remove(message)).ToList();
        if (missing.Count > 0)
            Assert.Fail($"not found [{string.Join(", ", missing)}] found unexpected [{string.Join(", ", unexpected)}]");
        return [.. received.Cast<T>()];
    }

    private void NoMsg(TimeSpan duration)
    {
        var start = Now;
        if (Take(duration) is { } envelope)
        {
            Assert.Fail(
                $"Failed: Expected no messages during {duration}, instead we received <{envelope.Message}> from {envelope.Sender} after {Now - start}");
        }
    }
}
