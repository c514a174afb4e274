using ActorPipeline.Checkpoints;
using ActorPipeline.Consumers;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Training;

/// <summary>Takes one training step for each batch; when an epoch is over, the model may be evaluated. It makes its trainer on the consumer's thread.</summary>
internal sealed class TrainerHandler(Trainer.Settings settings, Func<int, RowLayout, BatchSlot> createSlot, Func<RowLayout, ITrainer> create, Action<Trainer.Event> report)
    : IEvaluatingHandler, ICheckpointed
{
    private IReadOnlyList<DataFile> _files = [];
    private ITrainer _trainer = null!;
    private StepMetrics? _last;
    private EvaluationHistory _evaluations = EvaluationHistory.None;
    private IActorRef _evaluation = ActorRefs.Nobody;

    public string Part => Trainer.CheckpointPart;

    public EvaluationStatus? Evaluations => settings.Evaluation is not { Patience: var patience } ? null
        : new(_evaluations.Epochs, IsBest: _evaluations.SinceBest == 0, IsExhausted: _evaluations.SinceBest >= patience);

    public void Begin(ConsumerContext context)
    {
        _files = context.Files;
        _trainer = create(context.Layout);
        var then = context.From is { } from ? Load(from) : null;
        report(new Trainer.Made(_trainer.Backend, _trainer.Numerics));
        if (then is not null && _trainer.Numerics is { } now && then != now)
            report(new Trainer.NumericsDiffer(then, now));
    }

    public void Handle(MiniBatch batch)
    {
        var metrics = _trainer.Step(batch);
        if (float.IsFinite(metrics.Loss))
        {
            _last = metrics;
            report(new Trainer.Step(batch.Step, batch.Count, metrics));
            return;
        }
        var records = Records.Of(_files, batch.Origins);
        if (settings.OnBadLoss == BadLossPolicy.Stop)
            throw new TrainingException($"step {batch.Step}: expected a finite loss, found {metrics.Loss}, for the records {records}; "
                + "the weights are those before this step. A smaller trainer.learning-rate may help, or trainer.on-bad-loss = skip");
        report(new Trainer.Skipped(batch.Step, batch.Count, metrics.Loss, records));
    }

    /// <summary>What the trainer knows besides the model, then what the model saves.</summary>
    public void Save(Stream stream)
    {
        new Trainer.Progress(_last, _evaluations, _trainer.Numerics).Write(stream);
        _trainer.Save(stream);
    }

    public async Task<Action> Evaluate(IActorContext consumer, int epoch, long step)
    {
        _evaluation = consumer.ActorOf(PipelineSupervisor.Props(settings.Evaluation!.Pipeline,
            Evaluator.Props(ReferenceConf.BlockingDispatcher, _trainer, createSlot), new PipelineMeters()), $"evaluation-{epoch}");
        var result = await _evaluation.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        return () =>
        {
            consumer.Stop(_evaluation);
            Keep(epoch, step, result);
        };
    }

    public void StopEvaluation() => _evaluation.Tell(PipelineSupervisor.Stop.Instance);

    public Task<Consumed> Complete(Consumed consumed) => Task.FromResult<Consumed>(
        new Trainer.Trained(consumed.Run, consumed.End, _last, _trainer.WeightsHash(), _evaluations) { Waited = consumed.Waited });

    public void Stop() => _trainer.Dispose();

    private void Keep(int epoch, long step, RunResult result)
    {
        if (result.Failure is { } failure)
            throw new PipelineException(failure.Kind, $"evaluation: {failure.Message}", failure.Cause);
        if (result is not { EndedBy: EndReason.OutOfRange, Consumed: Evaluator.Evaluated evaluated })
            return;
        var evaluation = new Evaluation.Result(epoch, step, evaluated.Loss, evaluated.Accuracy, evaluated.End.Rows);
        _evaluations = _evaluations.With(evaluation);
        report(new Trainer.Evaluated(evaluation, IsBest: _evaluations.SinceBest == 0));
    }

    private Numerics? Load(Checkpoint from)
    {
        using var part = from.Open(Part)
            ?? throw new TrainingException($"The checkpoint of step {from.Cursor.Steps} has no weights: it is one of a run that did not train.");
        (_last, _evaluations, var numerics) = Trainer.Progress.Read(part);
        _trainer.Load(part);
        return numerics;
    }
}
