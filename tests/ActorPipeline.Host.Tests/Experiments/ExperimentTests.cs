using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Host.Experiments;
using ActorPipeline.Host.Generating;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Tests.Experiments;

/// <summary>The laws that every experiment keeps.</summary>
public sealed class ExperimentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExperimentTests() => SyntheticSetWriter.Write(new(4, 30, 3, Seed: 5), _folder.Path);

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
        var rows = trainer.Batches.SelectMany(batch => batch.Chunk(4)).CountBy(row => string.Join(' ', row)).ToList();
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
        var failed = await Assert.ThrowsAsync<PipelineException>(() => Experiment(name).RunAsync(new RecordingTrainer(failsAt: 3)));
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

/// <summary>Keeps the batches, each as its features and then its labels, row after row.</summary>
internal sealed class RecordingTrainer(int failsAt = 0) : ITrainerFactory, ITrainer
{
    public List<float[]> Batches { get; } = [];

    public bool IsDisposed { get; private set; }

    public string Backend => "none";

    public int Features { get; private set; }

    public ITrainer Create(TrainerContext context)
    {
        Features = context.Features;
        return this;
    }

    public StepMetrics Step(MiniBatch batch)
    {
        if (Batches.Count + 1 == failsAt)
            throw new PipelineException(FailureKind.Training, $"step {failsAt}");
        var rows = new List<float>();
        for (var i = 0; i < batch.Count; i++)
            rows.AddRange([.. batch.Features.Slice(i * Features, Features), batch.Labels[i]]);
        Batches.Add([.. rows]);
        return new(Loss: 1f / Batches.Count, Accuracy: 1);
    }

    public void Save(Stream stream) => throw new NotSupportedException();

    public void Load(Stream stream) => throw new NotSupportedException();

    public string WeightsHash() => "";

    public void Dispose() => IsDisposed = true;
}
