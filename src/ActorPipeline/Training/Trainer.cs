using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Order;
using ActorPipeline.Settings;
using ActorPipeline.Stages;

namespace ActorPipeline.Training;

/// <summary>What becomes of a batch whose loss is not finite.</summary>
public enum BadLossPolicy
{
    /// <summary>It ends the run; the weights are those before it.</summary>
    Stop,

    /// <summary>Nothing is learned from it.</summary>
    Skip,
}

/// <summary>
/// Stage F: mini-batch -> training step. A consumer with a thread of its own, whose last handler trains on each batch in stream order.
/// </summary>
public static class Trainer
{
    /// <summary>Something has happened that a user may want to know; told on the trainer's thread.</summary>
    public abstract record Event;

    /// <summary>The trainer is there; the first batch is about to come.</summary>
    /// <param name="Backend">Where it computes.</param>
    /// <param name="Numerics">What the last bits of its weights depend on; null: on nothing.</param>
    public sealed record Made(string Backend, Numerics? Numerics) : Event;

    /// <summary>The run goes on from a checkpoint of another machine or number of threads: from here on the weights agree to rounding.</summary>
    /// <param name="Then">What they depended on in the run of the checkpoint.</param>
    /// <param name="Now">What they depend on now.</param>
    public sealed record NumericsDiffer(Numerics Then, Numerics Now) : Event;

    /// <summary>A line of the trainer's own, for the user.</summary>
    public sealed record Noted(string Text) : Event;

    /// <summary>One step has been taken.</summary>
    /// <param name="Number">The global step, 1-based.</param>
    /// <param name="Rows">Rows of its batch.</param>
    /// <param name="Metrics">What it found out.</param>
    public sealed record Step(long Number, int Rows, StepMetrics Metrics) : Event;

    /// <summary>Nothing was learned from a batch, because its loss is not finite.</summary>
    /// <param name="Number">Its global step, 1-based.</param>
    /// <param name="Rows">Rows of the batch.</param>
    /// <param name="Loss">What was found.</param>
    /// <param name="Records">The records that its rows came from.</param>
    public sealed record Skipped(long Number, int Rows, float Loss, string Records) : Event;

    /// <summary>An epoch is over, and the model has been evaluated.</summary>
    /// <param name="Result">What that gave.</param>
    /// <param name="IsBest">No evaluation before had a lower loss.</param>
    public sealed record Evaluated(Evaluation.Result Result, bool IsBest) : Event;

    /// <summary>To the supervisor: trained on every batch.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="End">The stream's end as it came.</param>
    /// <param name="Last">The metrics of the last step; null if there was none.</param>
    /// <param name="WeightsHash">The hash of the final weights.</param>
    /// <param name="Evaluations">How the evaluations went.</param>
    public sealed record Trained(RunId Run, StreamEnd End, StepMetrics? Last, string WeightsHash, EvaluationHistory Evaluations)
        : Consumed(Run, End);

    /// <summary>How it trains, whatever the model.</summary>
    /// <param name="Device">Where the user wants steps to be computed.</param>
    /// <param name="OnBadLoss">What becomes of a batch whose loss is not finite.</param>
    /// <param name="Evaluation">What happens after each epoch; null: nothing.</param>
    /// <param name="BatchSize">Rows of a batch at most.</param>
    /// <param name="Reader">Every setting, for the trainer.</param>
    public sealed record Settings(Device Device, BadLossPolicy OnBadLoss, Evaluation.Settings? Evaluation, int BatchSize, SettingsReader Reader)
    {
        /// <summary>Reads these settings.</summary>
        public static Settings From(SettingsReader reader)
        {
            var settings = reader.Read<TrainingSettings>();
            return new(settings.Device, settings.OnBadLoss, Training.Evaluation.Settings.From(reader), reader.Read<BatchingSettings>().Size, reader);
        }
    }

    /// <summary>What the trainer knows besides the model, as a checkpoint has it.</summary>
    /// <param name="Last">The metrics of the last step; null if there was none.</param>
    /// <param name="Evaluations">How the evaluations went.</param>
    /// <param name="Numerics">What the last bits of the weights depend on; null: on nothing.</param>
    public sealed record Progress(StepMetrics? Last, EvaluationHistory Evaluations, Numerics? Numerics)
    {
        /// <summary>It stands at the begin of the trainer's part of a checkpoint.</summary>
        public static Progress Read(Stream part)
        {
            using var reader = new BinaryReader(part, Encoding.UTF8, leaveOpen: true);
            var any = reader.ReadBoolean();
            var metrics = new StepMetrics(reader.ReadSingle(), reader.ReadSingle());
            return new(any ? metrics : null, EvaluationHistory.Read(reader), Numerics.Read(reader));
        }

        internal void Write(Stream part)
        {
            using var writer = new BinaryWriter(part, Encoding.UTF8, leaveOpen: true);
            writer.Write(Last is not null);
            writer.Write(Last?.Loss ?? 0);
            writer.Write(Last?.Accuracy ?? 0);
            Evaluations.Write(writer);
            Numerics.Write(writer, Numerics);
        }
    }

    /// <summary>The name of the trainer's part in a checkpoint.</summary>
    public const string CheckpointPart = "trainer";

    /// <summary>The consumer.</summary>
    /// <param name="settings">How it trains.</param>
    /// <param name="factory">Makes the model.</param>
    /// <param name="handlers">What gets each batch before it is trained on.</param>
    /// <param name="report">Learns of what happens, on the trainer's thread.</param>
    public static ConsumerProps Props(Settings settings, ITrainerFactory factory, IReadOnlyList<IBatchHandler> handlers, Action<Event> report)
    {
        factory.Check(settings.Reader);
        factory.Prepare(settings.Reader);
        TrainerContext Context(int rows, RowLayout layout) => new(layout, rows, settings.Device, settings.Reader, note => report(new Noted(note)));
        Func<int, RowLayout, BatchSlot> createSlot = (rows, layout) => factory.CreateSlot(Context(rows, layout));
        var trainer = new TrainerHandler(settings, createSlot, layout => factory.Create(Context(settings.BatchSize, layout)), report);
        return Consumer.Props([.. handlers, trainer], ReferenceConf.BlockingDispatcher) with
        {
            CreateSlot = createSlot,
            CursorAtEpochs = settings.Evaluation is not null,
        };
    }
}
