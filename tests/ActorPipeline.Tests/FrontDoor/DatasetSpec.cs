using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Running;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Tests.FrontDoor;

public class DatasetSpec : FrontDoorKit
{
    private static readonly Dataset _any = Dataset.Csv("a.csv");

    public static TheoryData<Func<Dataset, Dataset>, string> Methods => new()
    {
        { d => d.Epochs(3), "epochs = 3" },
        { d => d.Epochs(3).Epochs(null), "epochs = endless" },
        { d => d.Shuffle(seed: ulong.MaxValue), "seed = 18446744073709551615" },
        { d => d.Shuffle(minAfterDequeue: 12), "shuffle.min-after-dequeue = 12" },
        { d => d.Shuffle(capacity: 99), "shuffle.capacity = 99" },
        { d => d.Shuffle(epochBoundary: EpochBoundary.Drain), "shuffle.epoch-boundary = drain" },
        { d => d.Shuffle(files: false), "shuffle.mode = rows" },
        { d => d.NoShuffle().Shuffle(), "shuffle.mode = all" },
        { d => d.NoShuffle(), "shuffle.mode = off" },
        { d => d.Batch(5), "shuffle.batch-size = 5" },
        { d => d.Batch(5, dropRemainder: true), "shuffle { batch-size = 5, allow-smaller-final-batch = off }" },
        { d => d.Batch(5).Batch(6), "shuffle.batch-size = 6" },
        { d => d.Fields(delimiter: ';'), "decoder.delimiter = \";\"" },
        { d => d.Fields(delimiter: '\t'), "decoder.delimiter = tab" },
        { d => d.Fields(delimiter: '#'), "decoder.delimiter = \"#\"" },
        { d => d.Fields(defaultValue: -0.5f), "decoder.default-value = -0.5" },
        { d => d.Fields(naValue: "n/a"), "decoder.na-value = \"n/a\"" },
        { d => d.Fields(quoted: false), "decoder.use-quote-delim = off" },
        { d => d.HeaderLines(2), "reader.header-lines = 2" },
        { d => d.Label(-2), "decoder.label-column = -2" },
        { d => d.Columns(0, 2, 5).Label(5), "decoder { select-columns = [0, 2, 5], label-column = 5 }" },
        { d => d.OnBadRecord(BadRecordPolicy.Skip), "decoder.on-bad-record = skip" },
        { d => d.Interleave(4), "interleave = 4" },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_is_a_setting_and_no_other(Func<Dataset, Dataset> method, string setting) =>
        Assert.Equal(Dataset.From(ConfigurationFactory.ParseString($"actor-pipeline {{ {setting} }}")).Identity, method(_any).Identity);

    [Fact]
    public void What_no_method_was_told_keeps_its_default() =>
        Assert.Equal(Dataset.From(ConfigurationFactory.Empty).Identity, _any.Shuffle().Fields().Batch(23).Identity);

    [Fact]
    public void Files_keep_their_order_and_their_texts()
    {
        string[] globs = ["b/**/*.csv", "a b.csv", "x\"y{$.csv"];

        Assert.Equal(globs, Dataset.Csv(globs).Files);
        Assert.Equal(["b", "a"], Dataset.From(ConfigurationFactory.ParseString("actor-pipeline.files.paths = [b, a]")).Files);
    }

    [Fact]
    public void A_data_set_never_changes()
    {
        var five = _any.Batch(5);
        five.Batch(6).NoShuffle();

        Assert.Equal((5, ShuffleMode.All), (five.Batching.Size, five.Shuffling.Mode));
    }

    public static TheoryData<Func<Dataset, Dataset>, RunOptions, string> Mistakes => new()
    {
        { d => d.Batch(0), new(), "actor-pipeline.shuffle.batch-size: expected a whole number from 1 to 1000000, found '0'." },
        { d => d.Epochs(-1), new(), "actor-pipeline.epochs: expected a whole number from 1 to 1000000, or endless, found '-1'." },
        { d => d.Shuffle(minAfterDequeue: 10, capacity: 10), new(), "actor-pipeline.shuffle.capacity: expected more than min-after-dequeue, 10, found '10'." },
        { d => d.Columns(2, 1), new(), "actor-pipeline.decoder.select-columns: " },
        { d => d.Columns(-1), new(), "actor-pipeline.decoder.select-columns: " },
        { d => d.Fields(delimiter: 'é'), new(), "actor-pipeline.decoder.delimiter: " },
        { d => d.Fields(defaultValue: float.NaN), new(), "actor-pipeline.decoder.default-value: expected a number from -1E+30 to 1E+30, or required, found 'NaN'." },
        { d => d, new() { Readers = int.MaxValue }, "actor-pipeline.reader.readers: expected a whole number from 1 to 1024, found '2147483647'." },
        { d => d, With("shufle.batch-size = 5"), "RunOptions: there is no setting actor-pipeline.shufle.batch-size; the nearest one is actor-pipeline.shuffle.batch-size." },
        { d => d, With("reader.window = many"), "actor-pipeline.reader.window: expected a whole number from 1 to 1024, found 'many'." },
        { d => d, With("seed = 1"), "actor-pipeline.seed: expected in the Dataset, found in the options of its run." },
        { d => d, new() { Config = ConfigurationFactory.ParseString("max-steps = 1") }, "RunOptions: there is no setting max-steps; the nearest one is actor-pipeline.max-steps." },
        { d => d, With("checkpoint.dir = runs"), "actor-pipeline.checkpoint.dir: expected \"\", since the place in this stream is the run's Cursor" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_refused_when_the_run_is_started(Func<Dataset, Dataset> data, RunOptions options, string message) =>
        Expect(FailureKind.Settings, message, Assert.Throws<PipelineException>(() => data(_any).Start(options)));

    [Fact]
    public void A_setting_of_a_configuration_that_does_not_exist_is_refused() => Expect(
        FailureKind.Settings, "Dataset: there is no setting actor-pipeline.sed; the nearest one is actor-pipeline.seed.",
        Assert.Throws<PipelineException>(() => Dataset.From(ConfigurationFactory.ParseString("actor-pipeline.sed = 1"))));

    [Fact]
    public async Task A_system_that_cannot_be_started_is_a_mistake_in_the_settings()
    {
        var run = _any.Start(new() { Config = ConfigurationFactory.ParseString("akka.scheduler.implementation = \"No.Such.Scheduler, Nowhere\"") });

        Expect(FailureKind.Settings, "The actor system cannot be started: ", await FailureOf(run));
    }

    [Fact]
    public async Task A_given_system_needs_no_settings_and_those_it_has_are_the_base()
    {
        using var bare = ActorSystem.Create("bare", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        using var set = ActorSystem.Create("set", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            actor-pipeline { max-steps = 9, epochs = 1, shuffle.batch-size = 100, dispatcher.throughput = 3 }
            another { thing = 1 }
            """));
        var data = Dataset.Csv($"{Folder.Path}/*.csv");

        Assert.Equal(40, (await ReadAsync(data, new() { System = bare, MaxSteps = 40 })).Count);
        Assert.Equal(9, (await ReadAsync(data, new() { System = set })).Count);
        Assert.Equal(40, (await ReadAsync(data, new() { System = set, MaxSteps = 40 })).Count);
        Assert.Equal(7, (await ReadAsync(data, new() { System = set, Config = ConfigurationFactory.ParseString("actor-pipeline.max-steps = 7") })).Count);
        Assert.Equal((400 + 99) / 100, (await ReadAsync(Dataset.From(set.Settings.Config) with { Files = data.Files }, new() { System = set })).Count);
        var defaults = set.Settings.Config;
        data.Start(new() { System = set });
        Assert.Same(defaults, set.Settings.Config);
        Assert.Equal(3, set.Dispatchers.Lookup("actor-pipeline.dispatcher").Throughput);
    }

    [Fact]
    public void What_a_given_system_cannot_know_of_is_refused()
    {
        Refuses(With("dispatcher.type = Dispatcher") with { System = Sys },
            "actor-pipeline.dispatcher: expected in the configuration of the ActorSystem that was given, found in the options of its run.");
        Refuses(new() { System = Sys, Config = ConfigurationFactory.ParseString("akka.loglevel = INFO") },
            "akka: expected in the configuration of the ActorSystem that was given, found in the options of its run.");
        using var misspelt = ActorSystem.Create("misspelt", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            actor-pipeline.shuffle.batchsize = 9
            """));
        Refuses(new() { System = misspelt }, "The configuration of the ActorSystem misspelt: there is no setting actor-pipeline.shuffle.batchsize");

        static void Refuses(RunOptions options, string message) =>
            Expect(FailureKind.Settings, message, Assert.Throws<PipelineException>(() => _any.Start(options)));
    }

    private static RunOptions With(string settings) => new() { Config = ConfigurationFactory.ParseString($"actor-pipeline {{ {settings} }}") };
}
