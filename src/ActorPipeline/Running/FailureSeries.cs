namespace ActorPipeline.Running;

/// <summary>The failures of one actor that belong together: each came within the window of the one before.</summary>
/// <param name="maxRestarts">Restarts in one series.</param>
/// <param name="window">Time without a failure that ends a series.</param>
internal sealed class FailureSeries(int maxRestarts, TimeSpan window)
{
    private int _failures;
    private TimeSpan _last;

    /// <summary>The cause of the series' first failure.</summary>
    public Exception? FirstCause { get; private set; }

    /// <summary>Takes one more failure. True: the actor may be restarted.</summary>
    /// <param name="cause">Its cause.</param>
    /// <param name="now">When, since any moment that stays the same.</param>
    public bool Add(Exception cause, TimeSpan now)
    {
        if (FirstCause is null || now - _last > window)
            (FirstCause, _failures) = (cause, 0);
        _last = now;
        return ++_failures <= maxRestarts;
    }
}
