using ActorPipeline.Checkpoints;
using ActorPipeline.Consumers;
using ActorPipeline.Errors;
using ActorPipeline.Host.Generating;
using ActorPipeline.Host.Inspecting;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Running;
using ActorPipeline.Host.Tests.Experiments;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;

namespace ActorPipeline.Host.Tests.Inspecting;

/// <summary>Two epochs of 40 rows in batches of 7: 12 steps, the last one of 3 rows; a checkpoint after every third.</summary>
public sealed class LineageSpec : IAsyncLifetime
{
    private const int LastStep = 12;

    private readonly TempFolder _folder = new();

    public async Task InitializeAsync()
    {
        SyntheticSetWriter.Write(new(4, 10, 3, Seed: 5), _folder["data"]);
        var settings = Settings($"checkpoint.dir={_folder["checkpoints"]}", "checkpoint.every=3", "checkpoint.keep=100");
        using var origins = new OriginsFile(_folder["origins.tsv"]);
        var result = await PipelineRun.RunAsync(settings, PipelineSettings.From(settings.Reader), null, Consumer.Props([origins]),
            new PipelineMeters(), message => Assert.Fail(message), CancellationToken.None);
        Assert.Equal(LastStep, result.Consumed!.End.Steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(LastStep)]
    public async Task Records_of_a_step_are_the_same_from_origins_settings_and_any_checkpoint(int step)
    {
        var expected = File.ReadLines(_folder["origins.tsv"]).Select(line => line.Split('\t')).Where(cells => cells[0] == $"{step}")
            .Select(cells => $"{cells[3]}:{cells[5]}\tepoch {cells[2]}\tbyte {cells[4]}").ToList();
        Assert.Equal(step == LastStep ? 3 : 7, expected.Count);

        Assert.Equal(expected, Lineage.FromOrigins(_folder["origins.tsv"], step));
        Assert.Equal(expected, await Lineage.FromSettings(Settings(), step));
        Assert.Equal(expected, await Lineage.FromCheckpoint(Latest().Checkpoint, null, step));
        Assert.Equal(expected, await Lineage.FromCheckpoint(Latest().Checkpoint, Latest(upTo: step - 1)?.Checkpoint, step));
    }

    [Fact]
    public async Task Step_that_the_stream_does_not_have_is_named_with_the_reason()
    {
        Expect("found 13; " + _folder["origins.tsv"] + " has none of it.", Assert.Throws<PipelineException>(() => Lineage.FromOrigins(_folder["origins.tsv"], 13)));
        Expect("found 13; the stream has 12.", await Assert.ThrowsAsync<PipelineException>(() => Lineage.FromSettings(Settings(), 13)));
        Expect("found 13; the stream has 12.", await Assert.ThrowsAsync<PipelineException>(() => Lineage.FromCheckpoint(Latest().Checkpoint, Latest().Checkpoint, 13)));
        Expect("found 2147483648; the stream is shorter.", await Assert.ThrowsAsync<PipelineException>(() => Lineage.FromSettings(Settings(), 1L << 31)));

        static void Expect(string reason, PipelineException failure) =>
            Assert.Equal((FailureKind.Settings, "--step: expected a step of the stream, " + reason), (failure.Kind, failure.Message));
    }

    [Fact]
    public void Origins_that_are_not_there_or_not_whole_are_named()
    {
        var missing = Assert.Throws<PipelineException>(() => Lineage.FromOrigins(_folder["none.tsv"], 1));
        Assert.Equal((FailureKind.File, $"{_folder["none.tsv"]}: the file is not there"), (missing.Kind, missing.Message));
        _folder.Write("torn.tsv", "1\t0\t0\ta.csv\n");
        var torn = Assert.Throws<PipelineException>(() => Lineage.FromOrigins(_folder["torn.tsv"], 1).ToList());
        Assert.Equal((FailureKind.Data, $"{_folder["torn.tsv"]}: expected the six columns of an origins file, found '1\t0\t0\ta.csv'."), (torn.Kind, torn.Message));
    }

    [Fact]
    public async Task Files_that_have_changed_since_the_checkpoint_are_named()
    {
        var changed = Directory.GetFiles(_folder["data"]).Order().First();
        File.AppendAllText(changed, "1,2,3,0\n");
        var failure = await Assert.ThrowsAsync<PipelineException>(() => Lineage.FromCheckpoint(Latest().Checkpoint, null, 1));
        Assert.Equal(FailureKind.Settings, failure.Kind);
        Assert.Contains("is of another stream", failure.Message);
        Assert.Contains($"{changed}: ", failure.Message);
    }

    [Fact]
    public async Task Failure_of_the_stream_keeps_its_kind()
    {
        var bad = _folder.Write("data/examples-00.csv", "1,2,x,0\n");
        var failure = await Assert.ThrowsAsync<PipelineException>(() => Lineage.FromSettings(Settings("seed=1"), 1));
        Assert.Equal(FailureKind.Data, failure.Kind);
        Assert.StartsWith($"{bad}:1:5: ", failure.Message);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private (string File, Checkpoint Checkpoint) Latest() => Latest(upTo: null)!.Value;

    private (string File, Checkpoint Checkpoint)? Latest(long? upTo) => new CheckpointFolder(_folder["checkpoints"]).Latest(Assert.Fail, upTo);

    private EffectiveSettings Settings(params string[] more) => TestSettings.Of([
        $"files.paths=[\"{_folder["data"]}/*.csv\"]", "files.split-bytes=200", "epochs=2", "shuffle.batch-size=7", "shuffle.min-after-dequeue=10", .. more,
    ]);
}
