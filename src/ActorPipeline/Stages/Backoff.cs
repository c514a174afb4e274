namespace ActorPipeline.Stages;

/// <summary>How long an actor waits after a failure before it goes on: twice as long with each failure in a row, up to a limit.</summary>
/// <param name="First">The wait after the first failure, above zero.</param>
/// <param name="Longest">No wait is longer.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The wait after so many failures in a row; none after none.</summary>
    public TimeSpan After(int failures) =>
        failures == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Min(First.Ticks * Math.Pow(2, failures - 1), Longest.Ticks));
}
