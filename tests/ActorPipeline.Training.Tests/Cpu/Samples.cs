using ActorPipeline.Flow;
using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training.Tests.Cpu;

/// <summary>What several tests of the CPU backend need: each kernel by its name, settings, seeded data.</summary>
internal static class Samples
{
    public static TheoryData<string> Kernels => [.. GemmKernel.All.Select(kernel => kernel.GetType().Name)];

    public static GemmKernel Kernel(string name) => GemmKernel.All.Single(kernel => kernel.GetType().Name == name);

    public static TutorialModelSettings Settings(int hiddenUnits, float learningRate = 0.1f, float momentum = 0, int threads = 1) =>
        new(hiddenUnits, new LearningRateSchedule.Constant(learningRate), momentum, Seed: 7, threads);

    /// <summary>All that a model would save.</summary>
    public static TrainingState State(TutorialModel model) =>
        WeightsFile.Read(Saved(model), model.Features, model.Parameters.HiddenWeights.Columns, model.Parameters.Count);

    /// <summary>What a model saved, from its begin on.</summary>
    public static MemoryStream Saved(TutorialModel model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        return stream;
    }

    public static float[] Uniform(Xoshiro256 generator, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => 2 * generator.NextSingle() - 1)];

    /// <summary>The tutorial's rows: standard normal features, and label 1 where their sum is positive.</summary>
    public static (float[] Features, float[] Labels) TutorialRows(int rows, int features, ulong seed)
    {
        var generator = Xoshiro256.FromSeed(seed);
        var data = new float[rows * features];
        foreach (ref var number in data.AsSpan())
            number = (float)(Math.Sqrt(-2 * Math.Log(1 - generator.NextDouble())) * Math.Cos(2 * Math.PI * generator.NextDouble()));
        return (data, [.. data.Chunk(features).Select(row => row.Sum() > 0 ? 1f : 0f)]);
    }
}
