using System.Runtime.Intrinsics;
using ActorPipeline.Flow;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// The parameters of the tutorial's model, or some other number for each of them. Their documented order: the hidden layer's weights,
/// feature by feature and within it unit by unit; its biases; the output layer's weights; its bias.
/// </summary>
internal sealed unsafe class TutorialParameters
{
    private readonly AlignedFloats _hiddenBias;
    private readonly AlignedFloats _outputWeights;
    private readonly AlignedFloats _outputBias = new(Vector256<float>.Count);

    /// <summary>All zero.</summary>
    public TutorialParameters(int features, int hiddenUnits, GemmKernel kernel)
    {
        HiddenWeights = new PanelMatrix(kernel.TileColumns, kernel.TileRows);
        HiddenWeights.Resize(features, hiddenUnits);
        var padded = HiddenWeights.Panels * HiddenWeights.Width;
        _hiddenBias = new AlignedFloats(padded);
        _outputWeights = new AlignedFloats(padded);
    }

    /// <summary>Features x hidden units.</summary>
    public PanelMatrix HiddenWeights { get; }

    /// <summary>One for each hidden unit, and zeros up to the end of the last panel.</summary>
    public float* HiddenBias => _hiddenBias.Pointer;

    /// <inheritdoc cref="HiddenBias"/>
    public float* OutputWeights => _outputWeights.Pointer;

    /// <summary>One, and zeros up to the end of a vector.</summary>
    public float* OutputBias => _outputBias.Pointer;

    public int Count => checked((Features + 2) * Units + 1);

    private int Features => HiddenWeights.Rows;

    private int Units => HiddenWeights.Columns;

    /// <summary>Both layers' weights by Glorot's uniform rule, in the documented order from one generator; biases are zero.</summary>
    public void Initialize(ulong seed)
    {
        var generator = Xoshiro256.FromSeed(seed);
        var all = new float[Count];
        var hidden = Features * Units;
        FillGlorot(generator, all.AsSpan(0, hidden), Features, Units);
        FillGlorot(generator, all.AsSpan(hidden + Units, Units), Units, 1);
        CopyFrom(all);
    }

    /// <summary>All parameters in the documented order.</summary>
    public float[] ToArray()
    {
        var all = new float[Count];
        var hidden = Features * Units;
        HiddenWeights.Unpack(all);
        _hiddenBias.Span[..Units].CopyTo(all.AsSpan(hidden));
        _outputWeights.Span[..Units].CopyTo(all.AsSpan(hidden + Units));
        all[^1] = *OutputBias;
        return all;
    }

    /// <summary>Takes all parameters, in the documented order.</summary>
    public void CopyFrom(float[] all)
    {
        var hidden = Features * Units;
        fixed (float* source = all)
            HiddenWeights.Pack(source, 0, HiddenWeights.Panels);
        Take(_hiddenBias, all.AsSpan(hidden, Units));
        Take(_outputWeights, all.AsSpan(hidden + Units, Units));
        Take(_outputBias, all.AsSpan(hidden + 2 * Units));
    }

    private static void Take(AlignedFloats target, ReadOnlySpan<float> source)
    {
        target.Span.Clear();
        source.CopyTo(target.Span);
    }

    private static void FillGlorot(Xoshiro256 generator, Span<float> weights, int inputs, int outputs)
    {
        var limit = MathF.Sqrt(6f / (inputs + outputs));
        foreach (ref var weight in weights)
            weight = (2 * generator.NextSingle() - 1) * limit;
    }
}
