using ActorPipeline.Order;
using ActorPipeline.Running;
using ActorPipeline.Settings;

namespace ActorPipeline.Training;

/// <summary>
/// After each epoch: all rows of other files, in the order of the files, through the model, which learns nothing from them. A pipeline of its
/// own, below the trainer, whose consumer is the <see cref="Evaluator"/>; the trainer waits for it.
/// </summary>
public static class Evaluation
{
    /// <summary>One evaluation.</summary>
    /// <param name="Epoch">Epochs that were over.</param>
    /// <param name="Step">The last step before it.</param>
    /// <param name="Loss">Mean loss of all rows.</param>
    /// <param name="Accuracy">Share of the rows that were classified correctly, 0 to 1.</param>
    /// <param name="Rows">How many rows.</param>
    public sealed record Result(int Epoch, long Step, double Loss, double Accuracy, long Rows);

    /// <summary>What is evaluated, and what follows.</summary>
    /// <param name="Pipeline">The pipeline of one evaluation.</param>
    /// <param name="Patience">Evaluations in a row without a lower loss that end the run; null: none do.</param>
    public sealed record Settings(PipelineSettings Pipeline, int? Patience)
    {
        /// <summary>Reads these settings; null: nothing is evaluated.</summary>
        public static Settings? From(SettingsReader reader)
        {
            var settings = reader.Read<EvaluationSettings>();
            if (settings.Files.Count == 0)
                return null;
            var training = PipelineSettings.From(reader);
            var (data, run) = (training.Data, training.Run);
            return new(training with
            {
                Data = data with
                {
                    Files = settings.Files,
                    Order = data.Order with { Epochs = 1 },
                    Shuffling = data.Shuffling with { Mode = ShuffleMode.Off },
                    Batching = data.Batching with { AllowSmallerFinalBatch = true },
                },
                Run = run with { MaxSteps = null, Checkpoint = run.Checkpoint with { Folder = null, Resume = false } },
            }, settings.Patience);
        }
    }
}

/// <summary>How the evaluations of a run went so far; a part of its checkpoints.</summary>
/// <param name="Epochs">Epochs that were over at the last one.</param>
/// <param name="Best">The one of the lowest loss; null: there was none, or none with a finite loss.</param>
/// <param name="SinceBest">Evaluations since then.</param>
public sealed record EvaluationHistory(int Epochs, Evaluation.Result? Best, int SinceBest)
{
    /// <summary>Nothing has been evaluated.</summary>
    public static EvaluationHistory None { get; } = new(0, null, 0);

    /// <summary>One more evaluation.</summary>
    public EvaluationHistory With(Evaluation.Result result) => double.IsFinite(result.Loss) && !(result.Loss >= Best?.Loss)
        ? new(result.Epoch, result, 0)
        : new(result.Epoch, Best, SinceBest + 1);

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Epochs);
        writer.Write(SinceBest);
        writer.Write(Best is not null);
        if (Best is not var (epoch, step, loss, accuracy, rows))
            return;
        writer.Write(epoch);
        writer.Write(step);
        writer.Write(loss);
        writer.Write(accuracy);
        writer.Write(rows);
    }

    internal static EvaluationHistory Read(BinaryReader reader)
    {
        var (epochs, since) = (reader.ReadInt32(), reader.ReadInt32());
        return new(epochs, reader.ReadBoolean()
            ? new(reader.ReadInt32(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt64())
            : null, since);
    }
}
