using ActorPipeline.Settings;

namespace ActorPipeline.Training.Cpu;

/// <summary>The shape of a <see cref="TutorialModel"/> and how it learns.</summary>
public sealed record TutorialModelSettings
{
    /// <summary>Features of a row, at least 1.</summary>
    public required int Features { get; init; }

    /// <summary>Units of the hidden layer, at least 1.</summary>
    public required int HiddenUnits { get; init; }

    /// <summary>Rate of the gradient descent, above 0.</summary>
    public required float LearningRate { get; init; }

    /// <summary>Seed of the first weights.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Threads of a step, the caller's included; null: as many cores as pay at this size. They change no bit.</summary>
    public required int? Threads { get; init; }

    /// <summary>Reads these settings for rows of so many features.</summary>
    public static TutorialModelSettings From(SettingsReader reader, int features) => new()
    {
        Features = features,
        HiddenUnits = reader.Integer("trainer.hidden-units", min: 1),
        LearningRate = reader.PositiveNumber("trainer.learning-rate"),
        Seed = reader.Seed("seed"),
        Threads = reader.IntegerOr("auto", "trainer.threads", min: 1),
    };

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HiddenUnits);
        if (!(LearningRate > 0 && float.IsFinite(LearningRate)))
            throw new ArgumentOutOfRangeException(nameof(LearningRate), LearningRate, "Expected a number above 0.");
        if (Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(Threads));
    }
}
