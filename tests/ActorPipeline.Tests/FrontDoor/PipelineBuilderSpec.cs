using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Settings;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Tests.FrontDoor;

public class PipelineBuilderSpec : FrontDoorKit
{
    private static readonly PipelineBuilder _any = Pipeline.FromFiles("a.csv");

    public static TheoryData<Func<PipelineBuilder, PipelineBuilder>, string, string> Methods => new()
    {
        { b => b.Epochs(3), "epochs", "3" },
        { b => b.Shuffle(seed: ulong.MaxValue), "seed", "18446744073709551615" },
        { b => b.Shuffle(minAfterDequeue: 12), "shuffle.min-after-dequeue", "12" },
        { b => b.Shuffle(capacity: 99), "shuffle.capacity", "99" },
        { b => b.Shuffle(epochBoundary: EpochBoundary.Drain), "shuffle.epoch-boundary", "drain" },
        { b => b.Shuffle(files: false), "shuffle.mode", "rows" },
        { b => b.NoShuffle().Shuffle(), "shuffle.mode", "all" },
        { b => b.NoShuffle(), "shuffle.mode", "off" },
        { b => b.Batch(5), "shuffle.batch-size", "5" },
        { b => b.Batch(5), "shuffle.allow-smaller-final-batch", "on" },
        { b => b.Batch(5, dropRemainder: true), "shuffle.allow-smaller-final-batch", "off" },
        { b => b.Csv(delimiter: ';'), "decoder.delimiter", ";" },
        { b => b.Csv(delimiter: '\t'), "decoder.delimiter", "tab" },
        { b => b.Csv(delimiter: '#'), "decoder.delimiter", "#" },
        { b => b.Csv(headerLines: 2), "reader.header-lines", "2" },
        { b => b.Csv(labelColumn: -2), "decoder.label-column", "-2" },
        { b => b.Csv(defaultValue: -0.5f), "decoder.default-value", "-0.5" },
        { b => b.Csv(naValue: "n/a"), "decoder.na-value", "n/a" },
        { b => b.Csv(quoted: false), "decoder.use-quote-delim", "off" },
        { b => b.OnBadRecord(BadRecordPolicy.Skip), "decoder.on-bad-record", "skip" },
        { b => b.OnBadRecord(BadRecordPolicy.Skip, max: 0), "decoder.max-bad-records", "0" },
        { b => b.Interleave(4), "interleave", "4" },
        { b => b.Readers(4), "reader.readers", "4" },
        { b => b.Decoders(4), "decoder.decoders", "4" },
        { b => b.Prefetch(4), "shuffle.prefetch", "4" },
        { b => b.MaxSteps(4), "max-steps", "4" },
        { b => b.Set("files.split-bytes", "1MiB"), "files.split-bytes", "1MiB" },
        { b => b.Set("decoder.na-value", "\"x\" = {"), "decoder.na-value", "\"x\" = {" },
        { b => b.Configure(ConfigurationFactory.ParseString("actor-pipeline.reader.window = 3")), "reader.window", "3" },
        { b => b.Batch(5).Batch(6), "shuffle.batch-size", "6" },
        { b => b.Epochs(3).Set("epochs", "endless"), "epochs", "endless" },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_is_a_setting_and_no_other(Func<PipelineBuilder, PipelineBuilder> method, string key, string value)
    {
        var set = Reader(method(_any));

        Assert.Equal(value, set.GetString($"{SettingsReader.Root}.{key}"));
        Assert.Equal(["a.csv"], set.GetStringList("actor-pipeline.files.paths"));
    }

    [Fact]
    public void What_no_method_was_told_keeps_its_default()
    {
        var (built, defaults) = (Reader(_any.Shuffle().Csv().Batch(23)), ReferenceConf.Config);

        Assert.All(SettingsCatalog.All.Where(s => s.Key != "files.paths" && !s.IsSection),
            setting => Assert.Equal(SettingsReader.Text(defaults, setting.Key), SettingsReader.Text(built, setting.Key)));
    }

    [Fact]
    public void Lists_keep_their_order_and_their_texts()
    {
        string[] globs = ["b/**/*.csv", "a b.csv", "x\"y{$.csv"];

        Assert.Equal(globs, Reader(Pipeline.FromFiles(globs)).GetStringList("actor-pipeline.files.paths"));
        Assert.Equal(["0", "2", "5"], Reader(_any.Csv(selectColumns: [0, 2, 5], labelColumn: 5)).GetStringList("actor-pipeline.decoder.select-columns"));
    }

    [Fact]
    public void A_builder_never_changes()
    {
        var five = _any.Batch(5);
        five.Batch(6).NoShuffle().In(Sys);

        Assert.Equal("5", SettingsReader.Text(Reader(five), "shuffle.batch-size"));
        Assert.Equal("all", SettingsReader.Text(Reader(five), "shuffle.mode"));
        Assert.False(five.HasSystem);
    }

    public static TheoryData<Func<PipelineBuilder, PipelineBuilder>, string> Mistakes => new()
    {
        { b => b.Batch(0), "actor-pipeline.shuffle.batch-size: expected a whole number from 1 to 1000000, found '0'." },
        { b => b.Epochs(-1), "actor-pipeline.epochs: expected a whole number from 1 to 1000000, or endless, found '-1'." },
        { b => b.Shuffle(minAfterDequeue: 10, capacity: 10), "actor-pipeline.shuffle.capacity: expected more than min-after-dequeue, 10, found '10'." },
        { b => b.Csv(selectColumns: [2, 1]), "actor-pipeline.decoder.select-columns: " },
        { b => b.Csv(delimiter: 'é'), "actor-pipeline.decoder.delimiter: " },
        { b => b.Set("shufle.batch-size", "5"), "Set: there is no setting actor-pipeline.shufle.batch-size; the nearest one is actor-pipeline.shuffle.batch-size." },
        { b => b.Set("reader.window", "many"), "actor-pipeline.reader.window: expected a whole number from 1 to 1024, found 'many'." },
        { b => b.Configure(ConfigurationFactory.ParseString("actor-pipeline.sed = 1")), "Configure: there is no setting actor-pipeline.sed" },
        { b => b.Configure(ConfigurationFactory.ParseString("seed = 1")), "Configure: there is no setting seed; the nearest one is actor-pipeline.seed." },
        { b => b.Set("checkpoint.dir", "runs/1"), "actor-pipeline.checkpoint.dir: expected \"\", since the place in this stream is the pipeline's Cursor" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_refused_when_the_pipeline_is_built(Func<PipelineBuilder, PipelineBuilder> mistake, string message)
    {
        var builder = mistake(_any);

        Expect(FailureKind.Settings, message, Assert.Throws<PipelineException>(() => builder.Build()));
    }

    [Fact]
    public async Task A_system_that_cannot_be_started_is_a_mistake_in_the_settings()
    {
        var pipeline = _any.Configure(ConfigurationFactory.ParseString("akka.scheduler.implementation = \"No.Such.Scheduler, Nowhere\"")).Build();

        Expect(FailureKind.Settings, "The actor system cannot be started: ", await FailureOf(pipeline));
    }

    [Fact]
    public async Task A_given_system_needs_no_settings_and_those_it_has_are_the_base()
    {
        using var bare = ActorSystem.Create("bare", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        using var set = ActorSystem.Create("set", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            actor-pipeline { epochs = 1, shuffle.batch-size = 9, dispatcher.throughput = 3 }
            another { thing = 1 }
            """));
        var builder = Pipeline.FromFiles($"{Folder.Path}/*.csv").MaxSteps(40);

        Assert.Equal(40, (await ReadAsync(builder.In(bare))).Count);
        Assert.Equal((400 + 8) / 9, (await ReadAsync(builder.MaxSteps(1000).In(set))).Count);
        Assert.Equal((400 + 99) / 100, (await ReadAsync(builder.Batch(100).In(set))).Count);
        var defaults = set.Settings.Config;
        builder.In(set).Build();
        Assert.Same(defaults, set.Settings.Config);
        Assert.Equal(3, set.Dispatchers.Lookup("actor-pipeline.dispatcher").Throughput);
    }

    [Fact]
    public void What_a_given_system_cannot_know_of_is_refused()
    {
        Refuses(_any.Set("dispatcher.type", "Dispatcher").In(Sys),
            "actor-pipeline.dispatcher: expected in the configuration of the ActorSystem that was given, found in the pipeline's.");
        Refuses(_any.In(Sys).Configure(ConfigurationFactory.ParseString("akka.loglevel = INFO")),
            "akka: expected in the configuration of the ActorSystem that was given, found in the pipeline's.");
        using var misspelt = ActorSystem.Create("misspelt", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            actor-pipeline.shuffle.batchsize = 9
            """));
        Refuses(_any.In(misspelt), "The configuration of the ActorSystem misspelt: there is no setting actor-pipeline.shuffle.batchsize");

        static void Refuses(PipelineBuilder builder, string message) =>
            Expect(FailureKind.Settings, message, Assert.Throws<PipelineException>(() => builder.Build()));
    }

    private static Config Reader(PipelineBuilder builder) => builder.Build().Config;
}
