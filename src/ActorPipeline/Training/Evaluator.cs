using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Stages;

namespace ActorPipeline.Training;

/// <summary>The consumer of an evaluation's pipeline: it sums up what the model says of each batch.</summary>
public static class Evaluator
{
    /// <summary>To the supervisor of the evaluation: every row has been evaluated.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="End">The stream's end as it came.</param>
    /// <param name="Loss">Mean loss of all rows.</param>
    /// <param name="Accuracy">Share of the rows that were classified correctly, 0 to 1.</param>
    public sealed record Evaluated(RunId Run, StreamEnd End, double Loss, double Accuracy) : Consumed(Run, End);

    /// <summary>The consumer. While it lives, nobody else may use the trainer.</summary>
    /// <param name="dispatcher">Where it runs; evaluating a batch blocks.</param>
    /// <param name="trainer">Has the model.</param>
    /// <param name="createSlot">Makes the memory of batches as the trainer needs it.</param>
    internal static ConsumerProps Props(string dispatcher, ITrainer trainer, Func<int, RowLayout, BatchSlot> createSlot) =>
        Consumer.Props([new EvaluatorHandler(trainer)], dispatcher) with { CreateSlot = createSlot };
}

internal sealed class EvaluatorHandler(ITrainer trainer) : IBatchHandler
{
    private double _loss;
    private long _correct;

    public void Begin(ConsumerContext context)
    {
        if (context.Layout["features"].Length != trainer.Features)
            throw new PipelineException(FailureKind.Data,
                $"{context.Files[0].Path}: expected {trainer.Features} features as in the training data, found {context.Layout["features"].Length}.");
    }

    public void Handle(MiniBatch batch)
    {
        var (loss, accuracy) = trainer.Evaluate(batch);
        _loss += (double)loss * batch.Count;
        _correct += (long)Math.Round((double)accuracy * batch.Count);
    }

    public Task<Consumed> Complete(Consumed consumed)
    {
        var (run, end) = consumed;
        return Task.FromResult<Consumed>(new Evaluator.Evaluated(run, end, _loss / end.Rows, (double)_correct / end.Rows));
    }
}
