using ActorPipeline.Training.Cpu;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Training.Torch;

/// <summary>
/// The tutorial's model as a module: dense, ReLU, dense to one logit. The parameters, their order and their first values are those of
/// <see cref="TutorialModel"/>.
/// </summary>
public sealed class TutorialModule : nn.Module<Tensor, Tensor>
{
    // Each layer's weights are inputs x outputs, unlike those of nn.Linear: the documented order goes input by input.
    private readonly Parameter _hiddenWeights;
    private readonly Parameter _hiddenBias;
    private readonly Parameter _outputWeights;
    private readonly Parameter _outputBias;

    /// <param name="features">Features of a row, at least 1.</param>
    /// <param name="hiddenUnits">Units of the hidden layer, at least 1.</param>
    /// <param name="seed">Seed of the first weights.</param>
    /// <param name="device">Where the parameters are.</param>
    public TutorialModule(int features, int hiddenUnits, ulong seed, torch.Device device)
        : base(nameof(TutorialModule))
    {
        var first = new TutorialParameters(features, hiddenUnits, GemmKernel.Best);
        first.Initialize(seed);
        var rest = first.ToArray().AsSpan();
        _hiddenWeights = Take(ref rest, device, features, hiddenUnits);
        _hiddenBias = Take(ref rest, device, hiddenUnits);
        _outputWeights = Take(ref rest, device, hiddenUnits, 1);
        _outputBias = Take(ref rest, device, 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        _outputBias.addmm(_hiddenBias.addmm(input, _hiddenWeights).relu(), _outputWeights);

    private static Parameter Take(ref Span<float> rest, torch.Device device, params long[] shape)
    {
        using var memory = new TensorMemory(pageLocked: false, shape);
        rest[..memory.GetSpan().Length].CopyTo(memory.GetSpan());
        rest = rest[memory.GetSpan().Length..];
        var parameter = new Parameter(memory.Tensor.to(device)); // takes that tensor over
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
