using Xunit;

namespace Akka.TestKit;

/// <summary>Waiting for a state that nobody reports by a message.</summary>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Tries an assertion again and again until it holds.</summary>
    /// <param name="assertion">Throws as long as it does not hold; its last exception is the test's failure.</param>
    /// <param name="duration">How long that may take; <see cref="RemainingOrDefault"/> if null.</param>
    /// <param name="interval">The time between two attempts; 100 ms if null.</param>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null)
    {
        var end = Now + RemainingOrDilated(duration);
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch when (Now < end)
            {
                Pause(interval, end);
            }
        }
    }

    /// <inheritdoc cref="AwaitCondition(Func{bool}, TimeSpan?, TimeSpan?, string)"/>
    public void AwaitCondition(Func<bool> conditionIsFulfilled) => AwaitCondition(conditionIsFulfilled, null, null);

    /// <inheritdoc cref="AwaitCondition(Func{bool}, TimeSpan?, TimeSpan?, string)"/>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max) => AwaitCondition(conditionIsFulfilled, max, null);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="conditionIsFulfilled">What it throws is the test's failure, at once.</param>
    /// <param name="max">How long that may take; <see cref="RemainingOrDefault"/> if null.</param>
    /// <param name="interval">The time between two looks; 100 ms if null.</param>
    /// <param name="message">Added to the text of a failure.</param>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null)
    {
        var patience = RemainingOrDilated(max);
        var end = Now + patience;
        while (!conditionIsFulfilled())
        {
            if (Now >= end) Assert.Fail($"Timeout {patience} expired while waiting for condition.{message}");
            Pause(interval, end);
        }
    }

    private static void Pause(TimeSpan? interval, TimeSpan end)
    {
        var left = end - Now;
        var pause = interval ?? _pollInterval;
        Thread.Sleep(left < pause ? left : pause);
    }
}
