using ActorPipeline.Errors;
using ActorPipeline.Host.Experiments;
using ActorPipeline.Host.Generating;

namespace ActorPipeline.Host.Tests.Experiments;

/// <summary>The laws that every experiment keeps.</summary>
public sealed class ExperimentSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public ExperimentSpec() => SyntheticSetWriter.Write(new(4, 30, 3, Seed: 5), _folder.Path);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Names => ["step by step", "queue", "pipeline"];

    // 120 rows an epoch: 36 batches of 10 are 3 epochs.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_row_is_trained_on_once_an_epoch_in_full_batches(string name)
    {
        var trainer = new RecordingTrainer();
        await Experiment(name).RunAsync(trainer);
        Assert.All(trainer.Batches, batch => Assert.Equal(10 * 4, batch.Length));
        var rows = trainer.Rows.CountBy(row => string.Join(' ', row)).ToList();
        Assert.Equal(120, rows.Count);
        Assert.All(rows, row => Assert.Equal(3, row.Value));
        Assert.True(trainer.IsDisposed);
    }

    [Fact]
    public async Task Step_by_step_trains_on_the_batches_of_the_pipeline_that_does_not_shuffle()
    {
        var (first, last) = (new RecordingTrainer(), new RecordingTrainer());
        string[] settings = ["shuffle.mode=off", "files.split-bytes=500", "reader.block-bytes=256"];
        await Experiment("step by step", settings).RunAsync(first);
        await Experiment("pipeline", settings).RunAsync(last);
        Assert.Equal(36, first.Batches.Count);
        Assert.Equal(last.Batches, first.Batches);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_record_ends_it_by_name(string name)
    {
        var path = _folder.Write("examples-02.csv", "1,2,3,0\n1,2,x,0\n");
        var failed = await Assert.ThrowsAsync<PipelineException>(() => Experiment(name).RunAsync(new RecordingTrainer()));
        Assert.Equal(FailureKind.Data, failed.Kind);
        Assert.StartsWith($"{path}:2:5: expected a number in column 2, found 'x'", failed.Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_trainer_that_fails_ends_it(string name)
    {
        var failed = await Assert.ThrowsAsync<PipelineException>(() => Experiment(name).RunAsync(new RecordingTrainer { FailsAt = 3 }));
        Assert.Equal("step 3", failed.Message);
    }

    private IExperiment Experiment(string name, params string[] more)
    {
        var setup = new ExperimentSetup(
            TestSettings.Of([$"files.paths=[\"{_folder.Path}/*.csv\"]", "max-steps=36", "shuffle.batch-size=10", "epochs=3", .. more]),
            Note: _ => { }, Message: message => Assert.Fail(message));
        IExperiment[] all = [new StepByStep(setup), new QueueOfBatches(setup), new FullPipeline(setup)];
        return all.Single(e => e.Name == name);
    }
}
