using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorPipeline.Data;
using ActorPipeline.Training;

namespace Samples;

/// <summary>What <c>train --trainer LogisticRegression.dll</c> finds.</summary>
public sealed class LogisticRegressionFactory : ITrainerFactory
{
    /// <summary>With the rate of <c>trainer.options.rate</c>, 0.01 where there is none.</summary>
    public ITrainer Create(TrainerContext context) =>
        new LogisticRegression(context.Features, (float)context.Settings.Section("trainer.options").GetDouble("rate", 0.01));
}

/// <summary>A model as small as one can be: a weight for each feature.</summary>
/// <param name="features">Features of a row.</param>
/// <param name="rate">Step length of the gradient descent.</param>
public sealed class LogisticRegression(int features, float rate) : ITrainer
{
    private readonly float[] _weights = new float[features];

    public string Backend => "logistic-regression";

    public int Features => features;

    public StepMetrics Step(MiniBatch batch)
    {
        var metrics = Evaluate(batch);
        if (!float.IsFinite(metrics.Loss))
            return metrics;
        var rows = batch.Features;
        var labels = batch.Labels;
        var gradient = new float[features];
        for (var row = 0; row < batch.Count; row++)
        {
            var slope = 1 / (1 + MathF.Exp(-Logit(rows, row))) - labels[row];
            for (var i = 0; i < features; i++)
                gradient[i] += slope * rows[row * features + i];
        }
        for (var i = 0; i < features; i++)
            _weights[i] -= rate * gradient[i];
        return metrics;
    }

    public StepMetrics Evaluate(MiniBatch batch)
    {
        var rows = batch.Features;
        var labels = batch.Labels;
        var (loss, right) = (0f, 0);
        for (var row = 0; row < batch.Count; row++)
        {
            var (logit, label) = (Logit(rows, row), labels[row]);
            loss += MathF.Max(logit, 0) - logit * label + MathF.Log(1 + MathF.Exp(-MathF.Abs(logit)));
            right += logit > 0 == label > 0.5f ? 1 : 0;
        }
        return new(loss / batch.Count, (float)right / batch.Count);
    }

    public void Save(Stream stream) => stream.Write(Bytes);

    public void Load(Stream stream) => stream.ReadExactly(Bytes);

    public string WeightsHash() => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public void Dispose()
    {
        // nothing is held
    }

    private Span<byte> Bytes => MemoryMarshal.AsBytes(_weights.AsSpan());

    private float Logit(ReadOnlySpan<float> rows, int row)
    {
        var logit = 0f;
        for (var i = 0; i < features; i++)
            logit += rows[row * features + i] * _weights[i];
        return logit;
    }
}
