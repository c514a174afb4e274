using ActorPipeline.Errors;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using ActorPipeline.Tests.Laws;
using ActorPipeline.Training;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Training;

public class TrainerLaws : ConsumerLaws
{
    protected override ConsumerProps CreateConsumer(IBatchHandler handler) =>
        Trainer.Props(Trainer.Settings.From(new SettingsReader(ReferenceConf.Config)), TrainerFactory.Of(data => new Recorder(data.Features)), [handler], _ => { });
}

public sealed class TrainerSpec : TestKit
{
    private readonly TempFolder _folder = new();
    private readonly List<Trainer.Skipped> _skipped = [];

    public TrainerSpec() : base(ReferenceConf.Config) => _folder.Write("a.csv", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{i % 2}\n")));

    [Fact]
    public async Task Trainer_trains_on_each_batch_in_stream_order_on_one_thread()
    {
        Recorder? model = null;
        var steps = new List<Trainer.Step>();

        var result = await Run(features => model = new Recorder(features), steps.Add);

        Assert.Equal([1, 2, 3, 4, 5], steps.Select(s => s.Number));
        Assert.Equal([23, 23, 23, 23, 8], steps.Select(s => s.Rows));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i), model!.Seen.Order());
        Assert.Single(model.Threads);
        Assert.True(model.IsDisposed);
        Assert.Equal(0, result.LeakedBuffers);
    }

    [Fact]
    public async Task Trainer_reports_its_last_step_and_its_weights_when_the_stream_has_ended()
    {
        var result = await Run(features => new Recorder(features), _ => { });

        var trained = Assert.IsType<Trainer.Trained>(result.Consumed);
        Assert.Equal(new StepMetrics(8, 1), trained.Last);
        Assert.Equal("100 rows", trained.WeightsHash);
        Assert.Equal(5, trained.End.Steps);
    }

    [Fact]
    public async Task Step_that_throws_ends_the_run_with_the_trainers_path_and_leaks_nothing()
    {
        var result = await Run(features => new Recorder(features), step =>
        {
            if (step.Number == 3)
                throw new InvalidOperationException("the third step");
        });

        Assert.EndsWith("/consumer", result.Failure!.Actor);
        Assert.Equal(FailureKind.Training, result.Failure.Kind);
        Assert.Equal("the third step", result.Failure.Message);
        Assert.Equal(0, result.LeakedBuffers);
    }

    [Fact]
    public async Task Loss_that_is_not_finite_ends_the_run_and_names_the_step_and_its_records()
    {
        var result = await Run(features => new Recorder(features) { NoLossAt = 3 }, _ => { });

        Assert.Equal(FailureKind.Training, result.Failure!.Kind);
        Assert.Matches(@"^step 3: expected a finite loss, found NaN, for the records (\S*a\.csv:\d+, ){9}\S*a\.csv:\d+ and 13 more; ", result.Failure.Message);
        Assert.Equal(0, result.LeakedBuffers);
    }

    [Fact]
    public async Task Or_nothing_is_learned_from_that_batch_and_the_run_goes_on()
    {
        var steps = new List<long>();
        var result = await Run(features => new Recorder(features) { NoLossAt = 3 }, step => steps.Add(step.Number), "trainer.on-bad-loss = skip");

        Assert.Null(result.Failure);
        Assert.Equal([1, 2, 4, 5], steps);
        var skipped = Assert.Single(_skipped);
        Assert.Equal((3, 23), (skipped.Number, skipped.Rows));
        Assert.Contains("a.csv:", skipped.Records);
    }

    [Fact]
    public async Task Model_that_cannot_be_made_ends_the_run_with_its_reason()
    {
        var result = await Run(_ => throw new TrainingException("expected an even number of features, found 1"), _ => { });

        Assert.Equal(FailureKind.Training, result.Failure!.Kind);
        Assert.Equal("expected an even number of features, found 1", result.Failure.Message);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private async Task<RunResult> Run(Func<int, ITrainer> create, Action<Trainer.Step> stepped, string settings = "")
    {
        void Report(Trainer.Event trainerEvent)
        {
            if (trainerEvent is Trainer.Step step)
                stepped(step);
            if (trainerEvent is Trainer.Skipped skipped)
                _skipped.Add(skipped);
        }

        var config = Akka.Configuration.ConfigurationFactory
            .ParseString($$"""actor-pipeline { files.paths = ["{{_folder.Path}}/*.csv"], epochs = 1, {{settings}} }""").WithFallback(ReferenceConf.Config);
        var reader = new SettingsReader(config);
        var consumer = Trainer.Props(Trainer.Settings.From(reader), TrainerFactory.Of(data => create(data.Features)), [], Report);
        var pipeline = Sys.ActorOf(PipelineSupervisor.Props(PipelineSettings.From(reader), consumer, new PipelineMeters()));
        return await pipeline.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, Timeout.InfiniteTimeSpan);
    }
}
