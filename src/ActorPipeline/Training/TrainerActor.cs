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

/// <summary>
/// The consumer that takes one training step for each batch. When an epoch is over it may wait for an evaluation:
/// <list type="table">
/// <item><term><see cref="RunResult"/></term><description>of the evaluation: reported; training goes on, or ends here</description></item>
/// <item><term><see cref="ShuffleBuffer.OutOfRange"/></term><description>the run is told to stop: so is the evaluation, and the epoch counts
/// as not evaluated</description></item>
/// </list>
/// </summary>
internal sealed class TrainerActor : ConsumerActor, ICheckpointed
{
    private readonly ConsumerContext _context;
    private readonly Trainer.Settings _settings;
    private readonly Func<int, int, BatchSlot> _createSlot;
    private readonly Action<Trainer.Event> _report;
    private readonly ITrainer _trainer;
    private StepMetrics? _last;
    private Numerics? _numericsThen;
    private EvaluationHistory _evaluations = EvaluationHistory.None;

    public TrainerActor(ConsumerContext context, Trainer.Settings settings, Func<int, int, BatchSlot> createSlot, Func<int, ITrainer> create,
        IReadOnlyList<IBatchObserver> observers, Action<Trainer.Event> report)
        : base(context, observers)
    {
        (_context, _settings, _createSlot, _report) = (context, settings, createSlot, report);
        _trainer = create(context.Features);
        if (context.From is { } from)
            Load(from);
    }

    /// <inheritdoc/>
    public string Part => Trainer.CheckpointPart;

    protected override IEnumerable<ICheckpointed> Checkpointed => [.. base.Checkpointed, this];

    /// <summary>What the trainer knows besides the model, then what the model saves.</summary>
    public void Save(Stream stream)
    {
        new Trainer.Progress(_last, _evaluations, _trainer.Numerics).Write(stream);
        _trainer.Save(stream);
    }

    protected override void PreStart()
    {
        base.PreStart();
        _report(new Trainer.Made(_trainer.Backend, _trainer.Numerics));
        if (_numericsThen is { } then && _trainer.Numerics is { } now && then != now)
            _report(new Trainer.NumericsDiffer(then, now));
        if (_settings.Evaluation is null || _context.From is not { Cursor: var cursor })
            return;
        var epochsCompleted = cursor.CountEpochsCompleted();
        if (IsDue(epochsCompleted))
            Evaluate(epochsCompleted, cursor.Steps, () => AfterEvaluation(cursor.Steps, epochsCompleted, cursor));
        else if (IsExhausted)
            EndHere(cursor.Steps, epochsCompleted, EndReason.EarlyStop);
    }

    protected override void PostStop() => _trainer.Dispose();

    protected override void Consume(MiniBatch batch)
    {
        var metrics = _trainer.Step(batch);
        if (float.IsFinite(metrics.Loss))
        {
            _last = metrics;
            _report(new Trainer.Step(batch.Step, batch.Count, metrics));
            return;
        }
        var records = Records.Of(_context.Files, batch.Origins);
        if (_settings.OnBadLoss == BadLossPolicy.Stop)
            throw new TrainingException($"step {batch.Step}: expected a finite loss, found {metrics.Loss}, for the records {records}; "
                + "the weights are those before this step. A smaller trainer.learning-rate may help, or trainer.on-bad-loss = skip");
        _report(new Trainer.Skipped(batch.Step, batch.Count, metrics.Loss, records));
    }

    protected override void AfterBatch(long step, int epochsCompleted, StreamCursor? cursor)
    {
        if (IsDue(epochsCompleted))
            Evaluate(epochsCompleted, step, () => AfterEvaluation(step, epochsCompleted, cursor));
        else
            base.AfterBatch(step, epochsCompleted, cursor);
    }

    // Where the epoch's end was learnt only at the end of the stream.
    protected override void AtEnd(StreamEnd end)
    {
        if (end.EndedBy == EndReason.OutOfRange && IsDue(end.Epochs))
            Evaluate(end.Epochs, end.Steps, () => base.AtEnd(end));
        else
            base.AtEnd(end);
    }

    protected override Consumed Report(StreamEnd end) => new Trainer.Trained(_context.Run, end, _last, _trainer.WeightsHash(), Waited, _evaluations);

    private bool IsDue(int epochsCompleted) => _settings.Evaluation is not null && epochsCompleted > _evaluations.Epochs;

    private bool IsExhausted => _evaluations.SinceBest >= _settings.Evaluation?.Patience;

    private void Evaluate(int epochsCompleted, long step, Action continuation)
    {
        var run = Context.ActorOf(PipelineSupervisor.Props(_settings.Evaluation!.Pipeline,
            Evaluator.Props(ReferenceConf.BlockingDispatcher, _trainer, _createSlot), new PipelineMeters()), $"evaluation-{epochsCompleted}");
        run.Tell(PipelineSupervisor.GetResult.Instance);
        WaitFor(
            () =>
            {
                Receive<RunResult>(result =>
                {
                    Context.Stop(run);
                    if (result.Failure is { } failure)
                        throw new PipelineException(failure.Kind, $"evaluation: {failure.Message}", failure.Cause);
                    if (result is { EndedBy: EndReason.OutOfRange, Consumed: Evaluator.Evaluated evaluated })
                        Keep(new(epochsCompleted, step, evaluated.Loss, evaluated.Accuracy, evaluated.End.Rows));
                    Resume(continuation);
                });
                Receive<Status.Failure>(failure => throw failure.Cause);
            },
            end =>
            {
                if (end.EndedBy is EndReason.Signal or EndReason.Failure)
                    run.Tell(PipelineSupervisor.Stop.Instance);
            });
    }

    private void Keep(Evaluation.Result result)
    {
        _evaluations = _evaluations.With(result);
        _report(new Trainer.Evaluated(result, IsBest: _evaluations.SinceBest == 0));
    }

    // Told to stop in the middle of an evaluation, the run ends before any other step: whoever goes on from here evaluates first.
    private void AfterEvaluation(long step, int epochsCompleted, StreamCursor? cursor)
    {
        var isDue = IsDue(epochsCompleted);
        Checkpoint(cursor, isBest: !isDue && _evaluations.SinceBest == 0, () =>
        {
            if (isDue)
                EndHere(step, epochsCompleted, reason: null);
            else if (IsExhausted)
                EndHere(step, epochsCompleted, EndReason.EarlyStop);
        });
    }

    private void Load(Checkpoint from)
    {
        using var part = from.Open(Part)
            ?? throw new TrainingException($"The checkpoint of step {from.Cursor.Steps} has no weights: it is one of a run that did not train.");
        (_last, _evaluations, _numericsThen) = Trainer.Progress.Read(part);
        _trainer.Load(part);
    }
}
