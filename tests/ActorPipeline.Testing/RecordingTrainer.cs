using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Training;

namespace ActorPipeline.Testing;

/// <summary>A model that learns nothing and remembers what it was shown. It is its own factory: whoever creates it gets this one.</summary>
public sealed class RecordingTrainer : ITrainer, ITrainerFactory
{
    public string Backend => "none";

    public int Features { get; private set; }

    /// <summary>The step whose loss is not a number; null: none.</summary>
    public long? NoLossAt { get; init; }

    /// <summary>The step that throws; null: none.</summary>
    public long? FailsAt { get; init; }

    /// <summary>The batches, each as its features and then its label, row after row.</summary>
    public List<float[]> Batches { get; } = [];

    /// <summary>The rows of all batches.</summary>
    public IEnumerable<float[]> Rows => Batches.SelectMany(batch => batch.Chunk(Features + 1));

    /// <summary>The threads that steps ran on.</summary>
    public HashSet<int> Threads { get; } = [];

    public bool IsDisposed { get; private set; }

    public ITrainer Create(TrainerContext context)
    {
        Features = context.Features;
        return this;
    }

    /// <summary>Its loss falls from step to step: 1, 1/2, 1/3.</summary>
    public StepMetrics Step(MiniBatch batch)
    {
        var step = Batches.Count + 1;
        if (step == FailsAt)
            throw new PipelineException(FailureKind.Training, $"step {step}");
        var rows = new List<float>();
        for (var i = 0; i < batch.Count; i++)
            rows.AddRange([.. batch.Features.Slice(i * Features, Features), batch.Labels[i]]);
        Batches.Add([.. rows]);
        Threads.Add(Environment.CurrentManagedThreadId);
        return new(step == NoLossAt ? float.NaN : 1f / step, Accuracy: 1);
    }

    public void Save(Stream stream) => throw new NotSupportedException();

    public void Load(Stream stream) => throw new NotSupportedException();

    public string WeightsHash() => $"{Rows.Count()} rows";

    public void Dispose() => IsDisposed = true;
}
