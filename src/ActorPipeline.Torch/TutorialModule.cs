using System.Runtime.InteropServices;
using ActorPipeline.Memory;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>
/// The tutorial's model: dense, ReLU, dense to one logit. First weights are Glorot-uniform, both layers' from one <see cref="Xoshiro256"/>, in
/// the order of the parameters; biases are zero. The parameters, in order: the hidden layer's weights, features x units; its biases; the output
/// layer's weights, units x 1; its bias.
/// </summary>
public sealed class TutorialModule : nn.Module<Tensor, Tensor>
{
    // Inputs x outputs, unlike those of nn.Linear: the documented order goes input by input.
    private readonly Parameter _hiddenWeights;
    private readonly Parameter _hiddenBias;
    private readonly Parameter _outputWeights;
    private readonly Parameter _outputBias;

    /// <summary>A model with first weights, on the CPU.</summary>
    /// <param name="features">Features of a row, at least 1.</param>
    /// <param name="hiddenUnits">Units of the hidden layer, at least 1.</param>
    /// <param name="seed">Seed of the first weights.</param>
    public TutorialModule(int features, int hiddenUnits, ulong seed)
        : base(nameof(TutorialModule))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenUnits);
        var generator = Xoshiro256.FromSeed(seed);
        _hiddenWeights = Glorot(generator, features, hiddenUnits);
        _hiddenBias = Zeros(hiddenUnits);
        _outputWeights = Glorot(generator, hiddenUnits, 1);
        _outputBias = Zeros(1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        _outputBias.addmm(_hiddenBias.addmm(input, _hiddenWeights).relu(), _outputWeights);

    private static Parameter Glorot(Xoshiro256 generator, int inputs, int outputs)
    {
        var memory = new TensorMemory(pageLocked: false, ScalarType.Float32, inputs, outputs); // the parameter takes its tensor over
        var limit = MathF.Sqrt(6f / ((float)inputs + outputs));
        foreach (ref var weight in MemoryMarshal.Cast<byte, float>(memory.GetSpan()))
            weight = (2 * generator.NextSingle() - 1) * limit;
        return Own(memory.Tensor);
    }

    private static Parameter Zeros(int count) => Own(zeros(count, ScalarType.Float32));

    private static Parameter Own(Tensor tensor)
    {
        var parameter = new Parameter(tensor);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
