using Akka.Actor;

namespace Akka.Pattern;

/// <summary>The settings of a <see cref="BackoffSupervisor"/>. Immutable.</summary>
public sealed class BackoffOptions
{
    internal BackoffOptions(
        BackoffTrigger trigger,
        Props childProps,
        string childName,
        TimeSpan minBackoff,
        TimeSpan maxBackoff,
        double randomFactor,
        int maxNrOfRetries)
    {
        if (minBackoff <= TimeSpan.Zero)
            throw new ArgumentException("MinBackoff must be greater than 0", nameof(minBackoff));
        if (maxBackoff < minBackoff)
            throw new ArgumentException("MaxBackoff must be greater than MinBackoff", nameof(maxBackoff));
        if (randomFactor is < 0 or > 1)
            throw new ArgumentException("RandomFactor must be between 0.0 and 1.0", nameof(randomFactor));
        Trigger = trigger;
        ChildProps = childProps;
        ChildName = childName;
        MinBackoff = minBackoff;
        MaxBackoff = maxBackoff;
        RandomFactor = randomFactor;
        Strategy = new OneForOneStrategy(maxNrOfRetries, -1, SupervisorStrategy.DefaultDecider);
        ResetAfter = minBackoff;
    }

    private BackoffOptions(BackoffOptions original)
    {
        Trigger = original.Trigger;
        ChildProps = original.ChildProps;
        ChildName = original.ChildName;
        MinBackoff = original.MinBackoff;
        MaxBackoff = original.MaxBackoff;
        RandomFactor = original.RandomFactor;
        Strategy = original.Strategy;
        ResetAfter = original.ResetAfter;
    }

    internal BackoffTrigger Trigger { get; }

    internal Props ChildProps { get; }

    internal string ChildName { get; }

    internal TimeSpan MinBackoff { get; }

    internal TimeSpan MaxBackoff { get; }

    internal double RandomFactor { get; }

    internal OneForOneStrategy Strategy { get; private init; }

    /// <summary>How long a child must live for the count of restarts to begin anew; null if only <see cref="BackoffSupervisor.Reset"/> does that.</summary>
    internal TimeSpan? ResetAfter { get; private init; }

    /// <summary>Counts restarts anew when a child has lived that long; by default <c>minBackoff</c>.</summary>
    public BackoffOptions WithAutoReset(TimeSpan resetBackoff) => new(this) { ResetAfter = resetBackoff };

    /// <summary>Counts restarts anew only when the child sends <see cref="BackoffSupervisor.Reset"/> to its parent.</summary>
    public BackoffOptions WithManualReset() => new(this) { ResetAfter = null };

    /// <summary>Decides about failures; its limit takes the place of <c>maxNrOfRetries</c>.</summary>
    public BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) => new(this) { Strategy = supervisorStrategy };

    /// <summary>The wait before restart <paramref name="number"/> (0 for the first).</summary>
    internal TimeSpan Delay(int number)
    {
        var drawnOut = 1 + (Random.Shared.NextDouble() * RandomFactor);
        var ticks = MinBackoff.Ticks * Math.Pow(2, number) * drawnOut;
        return ticks >= MaxBackoff.Ticks ? MaxBackoff : TimeSpan.FromTicks((long)ticks);
    }
}
