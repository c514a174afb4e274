using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Training.Tests.Readme;

/// <summary>A model of a user's own, as small as one can be.</summary>
internal sealed class LogisticRegression(int features) : ITrainer
{
    private const float Rate = 0.01f;

    private readonly float[] _weights = new float[features];

    public string Backend => "own";

    public int Features => features;

    public StepMetrics Step(MiniBatch batch)
    {
        var x = batch.Features;
        var y = batch.Labels;
        var (loss, right) = (0f, 0);
        for (var row = 0; row < y.Length; row++)
        {
            var logit = 0f;
            for (var i = 0; i < features; i++)
                logit += x[row * features + i] * _weights[i];
            loss += MathF.Max(logit, 0) - logit * y[row] + MathF.Log(1 + MathF.Exp(-MathF.Abs(logit)));
            right += logit > 0 == y[row] > 0.5f ? 1 : 0;
            var slope = 1 / (1 + MathF.Exp(-logit)) - y[row];
            for (var i = 0; i < features; i++)
                _weights[i] -= Rate * slope * x[row * features + i];
        }
        return new StepMetrics(loss / y.Length, (float)right / y.Length);
    }

    public void Save(Stream stream) => stream.Write(Bytes);

    public void Load(Stream stream) => stream.ReadExactly(Bytes);

    public string WeightsHash() => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public void Dispose()
    {
        // nothing is held
    }

    private Span<byte> Bytes => MemoryMarshal.AsBytes(_weights.AsSpan());
}
