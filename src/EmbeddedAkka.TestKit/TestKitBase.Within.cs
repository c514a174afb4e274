using Xunit;

namespace Akka.TestKit;

/// <summary>Time limits for a whole block of the test.</summary>
public abstract partial class TestKitBase
{
    /// <summary>When the innermost block must have ended.</summary>
    private TimeSpan? _end;

    /// <summary>What is left of the time of the innermost <see cref="Within(TimeSpan, Action)"/>; never negative.</summary>
    /// <exception cref="InvalidOperationException">There is no such block.</exception>
    public TimeSpan Remaining
    {
        get
        {
            var left = (_end ?? throw new InvalidOperationException("Remaining may not be called outside of \"within\"")) - Now;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary><see cref="Remaining"/> within a block, else <c>akka.test.single-expect-default</c>.</summary>
    public TimeSpan RemainingOrDefault => _end is null ? Dilated(_settings.SingleExpectDefault) : Remaining;

    /// <summary>Runs a block that must end in time; what it waits for must come in that time too, unless it says otherwise.</summary>
    /// <param name="max">How long the block may take; the block around it, if any, may leave less.</param>
    /// <param name="action">The block.</param>
    public void Within(TimeSpan max, Action action) => Within(TimeSpan.Zero, max, action);

    /// <inheritdoc cref="Within(TimeSpan, Action)"/>
    public T Within<T>(TimeSpan max, Func<T> function)
    {
        T result = default!;
        Within(max, () => { result = function(); });
        return result;
    }

    /// <inheritdoc cref="Within(TimeSpan, Action)"/>
    /// <param name="min">How long the block must take at least.</param>
    /// <param name="max">How long the block may take; the block around it, if any, may leave less.</param>
    /// <param name="action">The block.</param>
    public void Within(TimeSpan min, TimeSpan max, Action action)
    {
        var start = Now;
        var outerEnd = _end;
        var limit = Dilated(max);
        if (outerEnd is { } end && end - start < limit) limit = end - start;
        Assert.True(min <= limit, $"Required min time {min} not possible, only {limit} left.");

        _end = start + limit;
        try
        {
            action();
        }
        finally
        {
            _end = outerEnd;
        }

        var took = Now - start;
        if (took < min) Assert.Fail($"Failed: Block took {took}, should have at least been {min}.");
        if (took > limit) Assert.Fail($"Failed: Block took {took}, exceeding {limit}.");
    }

    private TimeSpan RemainingOrDilated(TimeSpan? duration) => duration is { } given ? Dilated(given) : RemainingOrDefault;
}
