using ActorPipeline.Shuffling;
using ActorPipeline.Training.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Training.Tests.Torch;

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
        var (data, labels) = Cpu.Samples.TutorialRows(rows, features, seed);
        return MiniBatch.Of(features, data, labels);
    }

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

    /// <summary>Tensors that nobody has disposed, without those that nobody can reach.</summary>
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
