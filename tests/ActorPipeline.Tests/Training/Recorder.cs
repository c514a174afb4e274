using ActorPipeline.Data;
using ActorPipeline.Training;

namespace ActorPipeline.Tests.Training;

/// <summary>A model that learns nothing and remembers what it was shown.</summary>
internal sealed class Recorder(int features) : ITrainer
{
    public string Backend => "recorder";

    public int Features => features;

    /// <summary>The step whose loss is not a number; null: none.</summary>
    public long? NoLossAt { get; init; }

    /// <summary>Every feature, in the order of the steps.</summary>
    public List<float> Seen { get; } = [];

    /// <summary>The threads that steps ran on.</summary>
    public HashSet<int> Threads { get; } = [];

    public bool IsDisposed { get; private set; }

    public StepMetrics Step(MiniBatch batch)
    {
        Seen.AddRange(batch.Features);
        Threads.Add(Environment.CurrentManagedThreadId);
        return new StepMetrics(batch.Step == NoLossAt ? float.NaN : batch.Count, 1);
    }

    public void Save(Stream stream) => throw new NotSupportedException();

    public void Load(Stream stream) => throw new NotSupportedException();

    public string WeightsHash() => $"{Seen.Count / features} rows";

    public void Dispose() => IsDisposed = true;
}
