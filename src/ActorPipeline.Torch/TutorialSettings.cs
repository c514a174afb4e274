using ActorPipeline.Settings;

namespace ActorPipeline.Torch;

/// <summary>The tutorial's model and how it learns.</summary>
/// <param name="HiddenUnits">Units of the hidden layer.</param>
/// <param name="Momentum">Share of its velocity that a weight keeps from step to step; 0 is plain gradient descent.</param>
public sealed record TutorialSettings(
    [Setting("trainer.hidden-units", SettingKind.Training, "units", Min = 1, Max = 100_000_000)]
    int HiddenUnits,
    [Setting("trainer.momentum", SettingKind.Training, "share", Min = 0, Max = 1, BelowMax = true)]
    float Momentum);

/// <summary>How libtorch computes.</summary>
/// <param name="Threads">Threads that compute a step; null: a function of the model's size and the number of cores.</param>
public sealed record TorchSettings(
    [Setting("trainer.threads", SettingKind.Training, "threads", Min = 1, Max = 1024, Otherwise = "auto")]
    int? Threads);
