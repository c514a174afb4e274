namespace Akka.TestKit;

/// <summary>What to do with a filter: expect its events from an action, during and shortly after it, or only keep them from the log.</summary>
public interface IEventFilterApplier
{
    /// <summary>The action must lead to exactly one such event within <c>akka.test.filter-leeway</c> after its end.</summary>
    void ExpectOne(Action action);

    /// <summary>The action must lead to exactly one such event.</summary>
    /// <param name="timeout">How long to wait after the action.</param>
    /// <param name="action">What to do.</param>
    void ExpectOne(TimeSpan timeout, Action action);

    /// <inheritdoc cref="ExpectOne(Action)"/>
    Task ExpectOneAsync(Func<Task> actionAsync);

    /// <summary>The action must lead to exactly that many such events; with zero, the whole leeway is waited for that none comes.</summary>
    void Expect(int expectedCount, Action action);

    /// <inheritdoc cref="Expect(int, Action)"/>
    /// <param name="expectedCount">How many.</param>
    /// <param name="timeout">How long to wait after the action.</param>
    /// <param name="action">What to do.</param>
    void Expect(int expectedCount, TimeSpan timeout, Action action);

    /// <inheritdoc cref="Expect(int, Action)"/>
    Task ExpectAsync(int expectedCount, Func<Task> actionAsync);

    /// <summary>Keeps such events from the log until the result is disposed.</summary>
    IUnmutableFilter Mute();
}

/// <summary>A filter at work.</summary>
public interface IUnmutableFilter : IDisposable
{
    /// <summary>Takes the filter away.</summary>
    void Unmute();
}
