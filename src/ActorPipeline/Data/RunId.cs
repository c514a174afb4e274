namespace ActorPipeline.Data;

/// <summary>Names one run. Every message carries it, so that an answer from a former life is recognised and dropped.</summary>
public readonly record struct RunId(long Value)
{
    private static long _last = DateTime.UtcNow.Ticks;

    /// <summary>An id that no other run of this process has; runs of other processes differ by their start time.</summary>
    public static RunId New() => new(Interlocked.Increment(ref _last));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x");
}
