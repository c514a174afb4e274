using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>A handler that wants an evaluation whenever an epoch is over. The consumer handles no batch until it is done.</summary>
internal interface IEvaluatingHandler : IBatchHandler
{
    /// <summary>How the evaluations stand; null: none are wanted.</summary>
    EvaluationStatus? Evaluations { get; }

    /// <summary>Starts an evaluation below the consumer. The task completes when it is over, with what is then to be done on the consumer's thread.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="epoch">Epochs that are over.</param>
    /// <param name="step">The last step before it.</param>
    Task<Action> Evaluate(IActorContext consumer, int epoch, long step);

    /// <summary>The evaluation is to end at once; it then counts as not done.</summary>
    void StopEvaluation();
}

/// <summary>How the evaluations of a run stand.</summary>
/// <param name="Epochs">Epochs that were over at the last one.</param>
/// <param name="IsBest">None before the last one was as good.</param>
/// <param name="IsExhausted">So many were no better that the run is to end.</param>
internal readonly record struct EvaluationStatus(int Epochs, bool IsBest, bool IsExhausted);
