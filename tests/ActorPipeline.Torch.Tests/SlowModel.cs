namespace ActorPipeline.Torch.Tests;

/// <summary>The tutorial's model with momentum, in double and by plain loops: what PyTorch's SGD does to each parameter.</summary>
internal sealed class SlowModel(float[] parameters, int features, int units, double momentum)
{
    private readonly double[] _velocities = new double[parameters.Length];

    /// <summary>In the documented order.</summary>
    public double[] Parameters { get; } = [.. parameters.Select(parameter => (double)parameter)];

    /// <summary>Learns from a batch.</summary>
    /// <returns>Its loss before.</returns>
    public double Step(ReadOnlySpan<float> data, ReadOnlySpan<float> labels, double rate)
    {
        var (gradients, loss) = Gradients(data, labels);
        for (var i = 0; i < Parameters.Length; i++)
        {
            _velocities[i] = momentum * _velocities[i] + gradients[i];
            Parameters[i] -= rate * _velocities[i];
        }
        return loss;
    }

    private (double[] Gradients, double Loss) Gradients(ReadOnlySpan<float> data, ReadOnlySpan<float> labels)
    {
        var (gradients, loss) = (new double[Parameters.Length], 0.0);
        var (biases, outputs) = (features * units, (features + 1) * units);
        for (var row = 0; row < labels.Length; row++)
        {
            var hidden = new double[units];
            var logit = Parameters[^1];
            for (var unit = 0; unit < units; unit++)
            {
                hidden[unit] = Parameters[biases + unit];
                for (var feature = 0; feature < features; feature++)
                    hidden[unit] += data[row * features + feature] * Parameters[feature * units + unit];
                logit += Math.Max(hidden[unit], 0) * Parameters[outputs + unit];
            }
            loss += Math.Max(logit, 0) - logit * labels[row] + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
            var ofLogit = (1 / (1 + Math.Exp(-logit)) - labels[row]) / labels.Length;
            gradients[^1] += ofLogit;
            for (var unit = 0; unit < units; unit++)
            {
                if (hidden[unit] <= 0)
                    continue;
                var ofHidden = ofLogit * Parameters[outputs + unit];
                gradients[outputs + unit] += ofLogit * hidden[unit];
                gradients[biases + unit] += ofHidden;
                for (var feature = 0; feature < features; feature++)
                    gradients[feature * units + unit] += ofHidden * data[row * features + feature];
            }
        }
        return (gradients, loss / labels.Length);
    }
}
