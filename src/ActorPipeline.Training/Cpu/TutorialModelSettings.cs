using ActorPipeline.Settings;

namespace ActorPipeline.Training.Cpu;

/// <summary>The hidden layer of a <see cref="TutorialModel"/> and how it learns.</summary>
/// <param name="HiddenUnits">Units of the hidden layer, at least 1.</param>
/// <param name="LearningRate">Rate of the gradient descent at each step.</param>
/// <param name="Momentum">Share of its velocity that a weight keeps from step to step, 0 to below 1; 0 is plain gradient descent.</param>
/// <param name="Seed">Seed of the first weights.</param>
/// <param name="Threads">Threads that compute a step, the caller's included; null: as many cores as pay at this size. No influence on any bit.</param>
public sealed record TutorialModelSettings(int HiddenUnits, LearningRateSchedule LearningRate, float Momentum, ulong Seed, int? Threads)
{
    /// <summary>Reads these settings.</summary>
    public static TutorialModelSettings From(SettingsReader reader) => new(reader.Integer("trainer.hidden-units", min: 1),
        LearningRateSchedule.From(reader), reader.Number("trainer.momentum", "a number of at least 0 and below 1", IsMomentum),
        reader.Seed("seed"), reader.IntegerOr("auto", "trainer.threads", min: 1));

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HiddenUnits);
        LearningRate.Check();
        if (!IsMomentum(Momentum))
            throw new ArgumentOutOfRangeException(nameof(Momentum), Momentum, "Expected a number of at least 0 and below 1.");
        if (Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(Threads));
    }

    private static bool IsMomentum(float number) => number is >= 0 and < 1;
}
