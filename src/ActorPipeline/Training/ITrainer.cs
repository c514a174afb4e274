using ActorPipeline.Data;

namespace ActorPipeline.Training;

/// <summary>What one training step found out about its batch, before the weights changed.</summary>
/// <param name="Loss">Mean loss of the rows; not finite if the training has diverged.</param>
/// <param name="Accuracy">Share of the rows that were classified correctly, 0 to 1.</param>
public readonly record struct StepMetrics(float Loss, float Accuracy);

/// <summary>A model, its loss and its optimizer. Not safe for use by several threads at once.</summary>
public interface ITrainer : IDisposable
{
    /// <summary>Where the steps are computed: <c>torch-cpu</c>, <c>torch-cuda</c>, or a word of its own.</summary>
    string Backend { get; }

    /// <summary>Features of a row.</summary>
    int Features { get; }

    /// <summary>What the last bits of its weights depend on besides data and settings; null: on nothing.</summary>
    Numerics? Numerics => null;

    /// <summary>
    /// Trains on one batch, whose memory is free for other use once it returns. Where the loss is not finite, nothing is learned: all stays
    /// as it was, but the step counts, so that a schedule of the learning rate remains a function of the global step.
    /// </summary>
    /// <param name="batch">At least one row.</param>
    /// <exception cref="ArgumentException">The batch is empty, or has other features.</exception>
    StepMetrics Step(MiniBatch batch);

    /// <summary>Loss and accuracy of one batch; nothing changes.</summary>
    /// <param name="batch">At least one row.</param>
    /// <exception cref="TrainingException">This trainer cannot evaluate.</exception>
    StepMetrics Evaluate(MiniBatch batch) => throw new TrainingException(
        $"{GetType().Name} cannot evaluate: it does not implement {nameof(ITrainer)}.{nameof(Evaluate)}; leave evaluation.paths empty.");

    /// <summary>Writes all that <see cref="Load"/> needs to go on from here, at the stream's position. The training waits for it.</summary>
    void Save(Stream stream);

    /// <summary>Goes on from what <see cref="Save"/> wrote; reads exactly that, so the stream may hold more.</summary>
    /// <exception cref="TrainingException">It is not such a stream, ends early, or is of another shape; nothing has changed then.</exception>
    void Load(Stream stream);

    /// <summary>SHA-256, lower-case hex, over all parameters as little-endian float32, in the model's documented order.</summary>
    string WeightsHash();
}
