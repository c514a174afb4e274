using System.Runtime.Intrinsics;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// Updates parameters by their gradients, which are used up as they come and stored nowhere. Without momentum: parameter -= rate x
/// gradient. With it, as PyTorch's SGD: velocity = momentum x velocity + gradient, parameter -= rate x velocity; velocities begin at zero.
/// </summary>
internal sealed unsafe class GradientDescent
{
    private readonly GemmKernel _kernel;
    private readonly TutorialParameters _parameters;
    private readonly float _momentum;

    public GradientDescent(TutorialParameters parameters, float momentum, GemmKernel kernel)
    {
        (_parameters, _momentum, _kernel) = (parameters, momentum, kernel);
        if (momentum > 0)
            Velocities = new TutorialParameters(parameters.HiddenWeights.Rows, parameters.HiddenWeights.Columns, kernel);
    }

    /// <summary>One for each parameter; null without momentum.</summary>
    public TutorialParameters? Velocities { get; }

    /// <summary>The learning rate of the step under way.</summary>
    public float Rate { get; set; }

    /// <summary>Updates the hidden layer's weights, from one panel to before another; their gradients are batch' * hidden.</summary>
    public void UpdateHiddenWeights(PanelMatrix batch, PanelMatrix hidden, int firstPanel, int endPanel)
    {
        var weights = _parameters.HiddenWeights.Panel(0);
        if (Velocities is null)
            Gemm.Multiply(_kernel, batch, hidden, new Addition(weights, -Rate), firstPanel, endPanel);
        else
            Gemm.Multiply(_kernel, batch, hidden, WithMomentum(weights, Velocities.HiddenWeights.Panel(0)), firstPanel, endPanel);
    }

    /// <summary>Updates eight units' biases.</summary>
    public void UpdateHiddenBias(int unit, Vector256<float> gradients) =>
        Update(_parameters.HiddenBias, Velocities is null ? null : Velocities.HiddenBias, unit, gradients);

    /// <summary>Updates eight units' weights in the output layer.</summary>
    public void UpdateOutputWeights(int unit, Vector256<float> gradients) =>
        Update(_parameters.OutputWeights, Velocities is null ? null : Velocities.OutputWeights, unit, gradients);

    /// <summary>Updates the output layer's bias.</summary>
    public void UpdateOutputBias(float gradient) =>
        Update(_parameters.OutputBias, Velocities is null ? null : Velocities.OutputBias, 0, Vector256.CreateScalar(gradient));

    private void Update(float* parameters, float* velocities, int offset, Vector256<float> gradients)
    {
        if (velocities is null)
            new Addition(parameters, -Rate).Apply(offset, gradients);
        else
            WithMomentum(parameters, velocities).Apply(offset, gradients);
    }

    private MomentumDescent WithMomentum(float* parameters, float* velocities) => new(velocities, parameters, _momentum, Rate);
}
