using System.Text;
using ActorPipeline.Consuming;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Training;

/// <summary>
/// Stage F: mini-batch -> training step. A consumer with a thread of its own; it trains on each batch in stream order, returns
/// it, and asks for the next ones.
/// </summary>
public static class Trainer
{
    /// <summary>One step has been taken.</summary>
    /// <param name="Number">The global step, 1-based.</param>
    /// <param name="Rows">Rows of its batch.</param>
    /// <param name="Metrics">What it found out.</param>
    public readonly record struct Step(long Number, int Rows, StepMetrics Metrics);

    /// <summary>To the supervisor: trained on every batch.</summary>
    /// <param name="End">The stream's end as it came.</param>
    /// <param name="Last">The metrics of the last step; null if there was none.</param>
    /// <param name="WeightsHash">The hash of the final weights.</param>
    /// <param name="Waited">How long the trainer waited for batches after the first one.</param>
    public sealed record Trained(ShuffleBuffer.OutOfRange End, StepMetrics? Last, string WeightsHash, TimeSpan Waited) : Consumed(End);

    /// <summary>The name of the trainer's part in a checkpoint.</summary>
    public const string CheckpointPart = "trainer";

    /// <summary>The metrics of the last step, which stand at the begin of the trainer's part of a checkpoint; null if there was no step.</summary>
    public static StepMetrics? ReadMetrics(Stream part)
    {
        using var reader = new BinaryReader(part, Encoding.UTF8, leaveOpen: true);
        var any = reader.ReadBoolean();
        var metrics = new StepMetrics(reader.ReadSingle(), reader.ReadSingle());
        return any ? metrics : null;
    }

    /// <summary>The stage's actor.</summary>
    /// <param name="dispatcher">Where it runs; a training step blocks.</param>
    /// <param name="create">Makes the model for rows of so many features; called on the trainer's thread.</param>
    /// <param name="observers">Who sees each batch before it is trained on.</param>
    /// <param name="stepped">Learns of each step, on the trainer's thread.</param>
    public static ConsumerProps Props(string dispatcher, Func<int, ITrainer> create, IReadOnlyList<IBatchObserver> observers, Action<Step> stepped) =>
        context => Akka.Actor.Props.Create(() => new TrainerActor(context, create, observers, stepped)).WithDispatcher(dispatcher);
}
