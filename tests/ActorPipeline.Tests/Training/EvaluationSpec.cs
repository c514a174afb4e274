using System.Collections.Concurrent;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using ActorPipeline.Training;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Training;

/// <summary>100 rows an epoch in batches of 7; 10 rows to evaluate, whose features are 0 to 9.</summary>
public sealed class EvaluationSpec : TestKit
{
    private const string Patient = "evaluation.patience = 2";

    private readonly TempFolder _folder = new();
    private readonly List<Trainer.Event> _events = [];
    private readonly Scripted _model = new();

    public EvaluationSpec() : base(ReferenceConf.Config)
    {
        _folder.Write("train.csv", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{i % 2}\n")));
        _folder.Write("test.csv", string.Concat(Enumerable.Range(0, 10).Select(i => $"{i},{i % 2}\n")));
    }

    [Fact]
    public async Task After_each_epoch_every_row_is_evaluated_once_in_the_order_of_the_file_and_the_mean_is_that_of_all_rows()
    {
        var result = await Run("epochs = 3");

        Assert.Equal([1, 2, 3], Evaluations.Select(e => e.Result.Epoch));
        Assert.All(Evaluations, e => Assert.Equal((4.5, 0.5, 10), (e.Result.Loss, e.Result.Accuracy, e.Result.Rows)));
        Assert.Equal(Enumerable.Range(0, 3).SelectMany(_ => Enumerable.Range(0, 10)).Select(i => (float)i), _model.Evaluated);
        Assert.Equal(EndReason.OutOfRange, result.EndedBy);
        Assert.Equal((43, 0), (((Trainer.Trained)result.Consumed!).End.Steps, result.LeakedBuffers));
    }

    [Fact]
    public async Task It_is_evaluated_behind_the_first_batch_after_which_no_row_of_the_epoch_is_to_come()
    {
        await Run("epochs = 3");

        var order = _events.Where(e => e is Trainer.Step or Trainer.Evaluated).ToList();
        var lastStepOf = Enumerable.Range(0, 3).Select(epoch => _model.Steps.FindLastIndex(s => s.Epochs.Contains(epoch)) + 1L);
        Assert.Equal(lastStepOf, Evaluations.Select(e => e.Result.Step));
        Assert.All(Evaluations, e => Assert.Equal(e.Result.Step, ((Trainer.Step)order[order.IndexOf(e) - 1]).Number));
    }

    // The batches that were on the way are other ones with each prefetch; none of them is trained on.
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Evaluations_that_do_not_get_better_end_the_run_at_the_same_step_whatever_was_prefetched(int prefetch)
    {
        _model.Losses = [0.5f, 0.25f, 0.25f, 0.5f, 0.1f];
        var result = await Run($"epochs = endless, shuffle.prefetch = {prefetch}", Patient);

        Assert.Equal([true, true, false, false], Evaluations.Select(e => e.IsBest));
        var trained = (Trainer.Trained)result.Consumed!;
        Assert.Equal((EndReason.EarlyStop, 0), (result.EndedBy, result.LeakedBuffers));
        Assert.Equal(Evaluations[^1].Result.Step, trained.End.Steps);
        Assert.Equal(trained.End.Steps, _model.Steps.Count);
        Assert.Equal(_model.Steps.Count, _model.Observed);
        Assert.Equal((2, 4), (trained.Evaluations.Best!.Epoch, trained.End.Epochs));
    }

    // The consumer is told to stop while it waits for the evaluation, and there are batches on the way. Each actor has answered when it has
    // passed the stop on; the evaluation has more batches to come than it has asked for, so it is not over by then.
    [Fact]
    public async Task Stop_in_the_middle_of_an_evaluation_ends_the_run_before_any_other_step_and_the_epoch_is_still_due()
    {
        using var evaluating = new ManualResetEventSlim();
        using var continuation = new ManualResetEventSlim();
        _model.OnEvaluate = () =>
        {
            evaluating.Set();
            continuation.Wait();
        };
        _folder.Write("test.csv", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{i % 2}\n")));
        var pipeline = Start("epochs = endless, shuffle.prefetch = 4", "");
        evaluating.Wait();
        var stepsBefore = _model.Steps.Count;
        pipeline.Tell(PipelineSupervisor.Stop.Instance);
        foreach (var below in (string[])["", "/shuffle-buffer", "/consumer", "/consumer/evaluation-1", "/consumer/evaluation-1/shuffle-buffer"])
            Assert.NotNull((await Sys.ActorSelection(pipeline.Path + below).Ask<ActorIdentity>(new Identify(below))).Subject);
        continuation.Set();
        var result = await pipeline.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, Timeout.InfiniteTimeSpan);

        var trained = (Trainer.Trained)result.Consumed!;
        Assert.Equal((EndReason.Signal, 0), (result.EndedBy, result.LeakedBuffers));
        Assert.Equal((0, stepsBefore), (trained.Evaluations.Epochs, trained.End.Steps));
        Assert.Equal(stepsBefore, _model.Steps.Count);
    }

    [Theory]
    [InlineData("test.csv", "1,2,3\n", FailureKind.Data, "expected 1 features as in the training data, found 2")]
    [InlineData("test.csv", "0,1\nx,1\n", FailureKind.Data, "test.csv:2:1: ")]
    [InlineData("other.csv", "", FailureKind.Settings, "No file matches")]
    public async Task Evaluation_that_fails_ends_the_run_with_its_reason(string name, string text, FailureKind kind, string reason)
    {
        File.Delete(_folder.Path + "/test.csv");
        _folder.Write(name, text);
        var result = await Run("epochs = 3");

        Assert.Equal(kind, result.Failure!.Kind);
        Assert.StartsWith("evaluation: ", result.Failure.Message);
        Assert.Contains(reason, result.Failure.Message);
        Assert.Equal(0, result.LeakedBuffers);
    }

    [Fact]
    public async Task Trainer_that_cannot_evaluate_says_so()
    {
        var result = await Run("epochs = 1", factory: new RecordingTrainer());
        Assert.Contains("RecordingTrainer cannot evaluate", result.Failure!.Message);
    }

    [Fact]
    public void Patience_without_anything_to_evaluate_is_refused() => Assert.Contains("evaluation.patience: expected unlimited",
        Assert.Throws<PipelineException>(() => Evaluation.Settings.From(Reader("evaluation.paths = []", Patient))).Message);

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private List<Trainer.Evaluated> Evaluations => [.. _events.OfType<Trainer.Evaluated>()];

    private async Task<RunResult> Run(string settings, string evaluation = "", ITrainerFactory? factory = null) =>
        await Start(settings, evaluation, factory).Ask<RunResult>(PipelineSupervisor.GetResult.Instance, Timeout.InfiniteTimeSpan);

    private IActorRef Start(string settings, string evaluation, ITrainerFactory? factory = null)
    {
        var reader = Reader(settings, evaluation);
        var consumer = Trainer.Props(Trainer.Settings.From(reader), factory ?? TrainerFactory.Of(_ => _model), [_model], _events.Add);
        return Sys.ActorOf(PipelineSupervisor.Props(PipelineSettings.From(reader), consumer, new PipelineMeters()));
    }

    private SettingsReader Reader(string settings, string evaluation) => new(ConfigurationFactory.ParseString($$"""
        actor-pipeline {
          files.paths = ["{{_folder.Path}}/train.csv"]
          evaluation.paths = ["{{_folder.Path}}/test.csv"]
          shuffle.batch-size = 7
          {{settings}}
          {{evaluation}}
        }
        """).WithFallback(ReferenceConf.Config));

    /// <summary>Learns nothing; its loss is the mean feature, or what the script says.</summary>
    private sealed class Scripted : ITrainer, IBatchHandler
    {
        public string Backend => "scripted";

        public int Features => 1;

        public IReadOnlyList<float> Losses { get; set; } = [];

        public Action OnEvaluate { get; set; } = () => { };

        public List<(long Number, HashSet<int> Epochs)> Steps { get; } = [];

        public ConcurrentQueue<float> Evaluated { get; } = [];

        public int Observed { get; private set; }

        public StepMetrics Step(MiniBatch batch)
        {
            HashSet<int> epochs = [];
            foreach (var origin in batch.Origins)
                epochs.Add(origin.Epoch);
            Steps.Add((batch.Step, epochs));
            return new(0, 0);
        }

        public StepMetrics Evaluate(MiniBatch batch)
        {
            OnEvaluate();
            foreach (var feature in batch.Features)
                Evaluated.Enqueue(feature);
            var epoch = (Evaluated.Count - 1) / 10;
            return new(Losses.Count > 0 ? Losses[epoch] : batch.Features.ToArray().Average(), batch.Labels.ToArray().Average());
        }

        public void Handle(MiniBatch batch) => Observed++;

        public void Save(Stream stream)
        {
            // nothing is learned
        }

        public void Load(Stream stream)
        {
            // nothing is learned
        }

        public string WeightsHash() => "none";

        public void Dispose()
        {
            // nothing is held
        }
    }
}
