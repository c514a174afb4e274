using ActorPipeline.Memory;

namespace ActorPipeline.Testing;

/// <summary>The tutorial's rows, seeded: standard normal features, and label 1 where their sum is positive.</summary>
public static class TutorialRows
{
    /// <summary>Features row after row, and a label for each row.</summary>
    public static (float[] Features, float[] Labels) Make(int rows, int features, ulong seed)
    {
        var generator = Xoshiro256.FromSeed(seed);
        var data = new float[rows * features];
        foreach (ref var number in data.AsSpan())
            number = (float)(Math.Sqrt(-2 * Math.Log(1 - generator.NextDouble())) * Math.Cos(2 * Math.PI * generator.NextDouble()));
        return (data, [.. data.Chunk(features).Select(row => row.Sum() > 0 ? 1f : 0f)]);
    }
}
