using ActorPipeline.Data;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Torch.Tests;

/// <summary>These tests count all tensors that there are, and seed generators that there is one of.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "TorchSharp";
}

/// <summary>What several tests of the TorchSharp backend need: every device, seeded batches, models, the number of tensors.</summary>
internal static class TorchSamples
{
    public const int Features = 6;

    public static TheoryData<string> Devices => TorchRuntime.HasGpu() ? ["cpu", "cuda:0"] : ["cpu"];

    public static MiniBatch Batch(int rows, ulong seed, int features = Features)
    {
        var (data, labels) = TutorialRows.Make(rows, features, seed);
        return MiniBatch.Of(features, data, labels);
    }

    /// <summary>What a trainer is made from, by these settings.</summary>
    public static TrainerContext Context(SettingsReader settings, int features) =>
        new(RowLayout.Numbers(features), BatchSize: 23, settings.Read<TrainingSettings>().Device, settings, _ => { });

    public static MiniBatch BadBatch() =>
        MiniBatch.Of(Features, [.. Enumerable.Repeat(float.NaN, Features), .. new float[Features]], [1, 0]);

    /// <summary>A model with all that a checkpoint is about: buffers that a step changes, random layers, an optimizer's state.</summary>
    public static TorchTrainer Trainer(string optimizer = "SGD", ulong seed = 1, string device = "cpu", int units = 5)
    {
        using var _ = manual_seed((long)seed);
        var module = nn.Sequential(
            nn.Linear(Features, units), nn.BatchNorm1d(units), nn.ReLU(), nn.Dropout(0.3), nn.Linear(units, 1)).to(torch.device(device));
        return new TorchTrainer(Features, module, nn.BCEWithLogitsLoss(), Optimizer(optimizer, [.. module.parameters()])) { Seed = 5 };
    }

    /// <summary>A trainer of a module as it is, with plain gradient descent.</summary>
    public static TorchTrainer Trainer(nn.Module<Tensor, Tensor> module, int features = Features) =>
        new(features, module, nn.BCEWithLogitsLoss(), optim.SGD([.. module.parameters()], 0.1));

    /// <summary>All that a trainer saves but the number of steps.</summary>
    public static byte[] Saved(TorchTrainer trainer)
    {
        var stream = new MemoryStream();
        trainer.Save(stream);
        return stream.ToArray()[20..];
    }

    /// <summary>
    /// Tensors that nobody has disposed, without those that nobody can reach. In TorchSharp 0.107.0 a parameter takes over the memory of the tensor
    /// that it is made from, and that one is counted for ever: so one remains for each parameter that was made, and holds no memory.
    /// </summary>
    public static long Tensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    private static OptimizerHelper Optimizer(string name, IReadOnlyList<Parameter> parameters) => name switch
    {
        "SGD" => optim.SGD(parameters, 0.1, momentum: 0.9),
        "Adam" => optim.Adam(parameters, 0.01, amsgrad: true),
        "NAdam" => optim.NAdam(parameters, 0.01),
        "RMSProp" => optim.RMSProp(parameters, 0.01, momentum: 0.5, centered: true),
        "Rprop" => optim.Rprop(parameters, 0.01),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
