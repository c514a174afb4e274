using Akka.TestKit.Internal;
using Xunit;

namespace Akka.TestKit;

/// <summary>Taking messages as they come.</summary>
public abstract partial class TestKitBase
{
    /// <summary>The next message, or null if none came in time.</summary>
    /// <param name="max">How long to wait; <see cref="RemainingOrDefault"/> if null.</param>
    public object? ReceiveOne(TimeSpan? max = null) => Take(max ?? RemainingOrDefault)?.Message;

    /// <summary>The next messages.</summary>
    /// <param name="numberOfMessages">How many.</param>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages) => TakeN(numberOfMessages, RemainingOrDefault);

    /// <inheritdoc cref="ReceiveN(int)"/>
    /// <param name="numberOfMessages">How many.</param>
    /// <param name="max">How long all of them may take.</param>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max) => TakeN(numberOfMessages, Dilated(max));

    /// <summary>Takes messages until one fits, and drops those before.</summary>
    /// <param name="isMessage">Whether this is the one.</param>
    /// <param name="max">How long that may take; <see cref="RemainingOrDefault"/> if null.</param>
    /// <param name="hint">What is fished for, in the text of a failure.</param>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "") =>
        FishForMessage<object>(isMessage, max, hint);

    /// <inheritdoc cref="FishForMessage(Predicate{object}, TimeSpan?, string)"/>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "")
    {
        var patience = RemainingOrDilated(max);
        var end = Now + patience;
        while (Take(end - Now) is { } envelope)
        {
            if (envelope.Message is T message && isMessage(message)) return message;
        }

        Assert.Fail($"Timeout ({patience}) during fishForMessage{(hint.Length > 0 ? $", hint: {hint}" : "")}");
        return default;
    }

    private object[] TakeN(int count, TimeSpan max)
    {
        var start = Now;
        var messages = new object[count];
        for (var taken = 0; taken < count; taken++)
        {
            if (Take(start + max - Now) is not { } envelope)
                Assert.Fail($"Timeout ({max}) while expecting {count} messages. Only got {taken} after {Now - start}.");
            else messages[taken] = envelope.Message;
        }

        return messages;
    }

    /// <summary>The next message, or null if none comes in time; a message that waits is taken even if the time is over.</summary>
    private MessageEnvelope? Take(TimeSpan max)
    {
        var patience = max == Timeout.InfiniteTimeSpan || max > TimeSpan.Zero ? max : TimeSpan.Zero;
        return _last = _received.TryTake(out var envelope, patience) ? envelope : null;
    }
}
