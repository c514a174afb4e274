using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Tests.Checkpoints;

public class StreamIdentitySpec
{
    private const string Before = "checkpoint.dir = before";

    // For every setting another value, and the keys under which the difference is named; none: it touches no bit of the stream.
    private static readonly Dictionary<string, (string Value, string[] Named)> _others = new()
    {
        ["seed"] = ("24", ["seed"]),
        ["epochs"] = ("3", ["epochs"]),
        ["max-steps"] = ("9", []),
        ["interleave"] = ("2", ["interleave"]),
        ["files.paths"] = ("[other.csv]", []), // it is told by the files
        ["files.split-bytes"] = ("1MiB", ["files.split-bytes"]),
        ["reader.readers"] = ("5", []),
        ["reader.block-bytes"] = ("1KiB", ["reader.block-bytes"]),
        ["decoder.row-block-bytes"] = ("1KiB", []),
        ["reader.window"] = ("3", []),
        ["reader.header-lines"] = ("1", ["reader.header-lines"]),
        ["reader.bytes-per-second"] = ("10MiB", []),
        ["dispatcher"] = ("{ type = Dispatcher }", []),
        ["decoder.decoders"] = ("5", []),
        ["decoder.delimiter"] = ("tab", ["decoder.delimiter"]),
        ["decoder.use-quote-delim"] = ("off", ["decoder.use-quote-delim"]),
        ["decoder.na-value"] = ("NA", ["decoder.na-value"]),
        ["decoder.default-value"] = ("0", ["decoder.default-value"]),
        ["decoder.select-columns"] = ("[1, 2]", ["decoder.select-columns"]),
        ["decoder.label-column"] = ("0", ["decoder.label-column"]),
        ["decoder.on-bad-record"] = ("skip", ["decoder.on-bad-record"]),
        ["decoder.max-bad-records"] = ("7", []),
        ["shuffle.mode"] = ("off", ["shuffle.mode", "shuffle.min-after-dequeue", "shuffle.capacity"]),
        ["shuffle.min-after-dequeue"] = ("11", ["shuffle.min-after-dequeue", "shuffle.capacity"]),
        ["shuffle.capacity"] = ("200", ["shuffle.capacity"]),
        ["shuffle.epoch-boundary"] = ("drain", ["shuffle.epoch-boundary"]),
        ["shuffle.batch-size"] = ("24", ["shuffle.capacity", "shuffle.batch-size"]),
        ["shuffle.allow-smaller-final-batch"] = ("off", ["shuffle.allow-smaller-final-batch"]),
        ["shuffle.prefetch"] = ("5", []),
        ["trainer.hidden-units"] = ("8", []),
        ["trainer.device"] = ("cpu", []),
        ["trainer.assembly"] = ("own.dll", []),
        ["trainer.options"] = ("{ depth = 3 }", []),
        ["trainer.on-bad-loss"] = ("skip", []),
        ["trainer.learning-rate"] = ("0.5", []),
        ["trainer.schedule"] = ("cosine", []),
        ["trainer.schedule-steps"] = ("9", []),
        ["trainer.schedule-factor"] = ("0.5", []),
        ["trainer.schedule-lowest-rate"] = ("0.01", []),
        ["trainer.momentum"] = ("0.9", []),
        ["trainer.threads"] = ("1", []),
        ["evaluation.paths"] = ("[test.csv]", []),
        ["evaluation.patience"] = ("3", []),
        ["cluster.enabled"] = ("on", []),
        ["cluster.host"] = ("trainer.example", []),
        ["cluster.bind-host"] = ("0.0.0.0", []),
        ["cluster.port"] = ("8110", []),
        ["cluster.data-port"] = ("8111", []),
        ["cluster.join"] = ("[\"trainer.example:8110\"]", []),
        ["cluster.token-file"] = ("token", []),
        ["cluster.tls.certificate"] = ("node.pem", []),
        ["cluster.tls.key"] = ("node.key", []),
        ["cluster.tls.authority"] = ("authority.pem", []),
        ["cluster.local-workers"] = ("never", []),
        ["cluster.min-workers"] = ("2", []),
        ["cluster.wait-for-workers"] = ("1m", []),
        ["cluster.remove-after"] = ("1m", []),
        ["cluster.splits"] = ("8", []),
        ["cluster.late-after"] = ("2s", []),
        ["supervisor.max-restarts"] = ("9", []),
        ["supervisor.restart-window"] = ("90s", []),
        ["supervisor.restart-backoff"] = ("9ms", []),
        ["supervisor.stop-grace-period"] = ("9s", []),
        ["checkpoint.dir"] = ("after", []),
        ["checkpoint.every"] = ("9", []),
        ["checkpoint.keep"] = ("9", []),
        ["checkpoint.resume"] = ("on", []),
        ["host.log-every"] = ("9", []),
        ["host.summary"] = ("summary.json", []),
        ["host.origins"] = ("origins.tsv", []),
        ["host.stream-hash"] = ("on", []),
        ["host.quiet"] = ("on", []),
    };

    public static TheoryData<string> Keys => [.. SettingsCatalog.All.Select(s => s.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_setting_is_a_difference_by_its_own_key_if_and_only_if_it_is_of_the_data_order(string key)
    {
        var (value, named) = _others[key];
        var (then, now) = (Identity(Before), Identity($"{Before}\n{key} = {value}"));

        Assert.Equal(named, then.DifferencesTo(now).Select(Key));
        Assert.Equal(named, now.DifferencesTo(then).Select(Key));
        var isOfTheOrder = SettingsCatalog.All.Single(s => s.Key == key).Kind == SettingKind.DataOrder;
        Assert.Equal(isOfTheOrder && key != "files.paths", named.Length > 0);

        static string Key(string difference) => difference[(SettingsReader.Root.Length + 1)..difference.IndexOf(':')];
    }

    [Fact]
    public void A_difference_says_what_was_then_and_what_is_now() => Assert.Equal(
        ["actor-pipeline.epochs: endless then, 3 now", "actor-pipeline.decoder.na-value: \"\" then, \"NA\" now"],
        Identity("").DifferencesTo(Identity("epochs = 3, decoder.na-value = NA")));

    [Theory]
    [InlineData("files.split-bytes = 4MiB", "files.split-bytes = 4194304")]
    [InlineData("shuffle.allow-smaller-final-batch = yes", "shuffle.allow-smaller-final-batch = true")]
    [InlineData("shuffle.capacity = auto", "shuffle.capacity = 79")]
    [InlineData("decoder.default-value = 0.5", "decoder.default-value = 5e-1")]
    [InlineData("decoder.delimiter = \";\"", "decoder.delimiter = ;")]
    [InlineData("decoder.select-columns = [0,1]", "decoder.select-columns = [ 0 , 1 ]")]
    [InlineData("shuffle.mode = off", "shuffle { mode = off, min-after-dequeue = 500, batch-size = 23 }")]
    [InlineData("seed = 23", "seed = 023")]
    public void The_same_meaning_in_other_words_is_no_difference(string one, string other) =>
        Assert.Empty(Identity(one).DifferencesTo(Identity(other)));

    [Theory]
    [InlineData("")]
    [InlineData("shuffle.mode = off")]
    [InlineData("seed = 18446744073709551615, epochs = 3, interleave = 5")]
    [InlineData("files { split-bytes = 1KiB }\nshuffle.mode = rows\nreader { block-bytes = 99, header-lines = 2 }")]
    [InlineData("decoder { delimiter = tab, use-quote-delim = off, default-value = -1.17549435e-38}")]
    [InlineData("decoder { select-columns = [0, 7], label-column = 7 }")]
    [InlineData("decoder.on-bad-record = skip")]
    [InlineData("decoder { delimiter = \";\", na-value = \"ü \\\"\\\\ < $ { # = \", default-value = 0.1 }")]
    [InlineData("shuffle { min-after-dequeue = 0, capacity = 2000000000}")]
    [InlineData("shuffle { epoch-boundary = drain, batch-size = 1, allow-smaller-final-batch = off }")]
    public void Its_settings_read_again_give_the_same_identity(string settings)
    {
        var identity = Identity(settings);
        var again = Identity(string.Join('\n', identity.Settings.Select(s => $"{s.Key} = {s.Value}")));

        Assert.Equal(identity.Settings, again.Settings);
    }

    [Fact]
    public void Another_version_of_the_order_is_a_difference() => Assert.Equal(
        ["the order of rows: version 0 then, 1 now"], (Identity("") with { OrderVersion = 0 }).DifferencesTo(Identity("")));

    [Fact]
    public void A_file_of_another_size_or_time_and_one_gone_or_new_are_differences()
    {
        var then = Identity("", File("a", 1), File("b", 2), File("c", 3), File("d", 4));
        var now = Identity("", File("a", 1), File("b", 20), File("c", 3, seconds: 1), File("e", 4));

        Assert.Equal(
        [
            "b: 2 bytes then, 20 now",
            "c: last changed 1970-01-01T00:00:00.0000000Z then, 1970-01-01T00:00:01.0000000Z now",
            "d: missing now; was part of the data set",
            "e: new; was not part of the data set",
        ], then.DifferencesTo(now));
        Assert.Empty(now.DifferencesTo(now));
    }

    [Theory]
    [InlineData(10, 10, null)]
    [InlineData(11, 11, "and 1 more file(s)")]
    [InlineData(500, 11, "and 490 more file(s)")]
    public void Of_many_files_ten_are_named_and_the_others_counted(int files, int lines, string? last)
    {
        var differences = Identity("").DifferencesTo(Identity("", [.. Enumerable.Range(0, files).Select(i => File($"{i}.csv", 1))]));

        Assert.Equal(lines, differences.Count);
        Assert.Equal(last ?? "9.csv: new; was not part of the data set", differences[^1]);
    }

    private static DataFile File(string path, long length, int seconds = 0) =>
        new(0, path, length, DateTime.UnixEpoch.AddSeconds(seconds), 0);

    private static StreamIdentity Identity(string settings, params DataFile[] files) =>
        PipelineSettings.From(new SettingsReader(ConfigurationFactory.ParseString($"actor-pipeline {{\n{settings}\n}}")
            .WithFallback(ReferenceConf.Config))).IdentityOf(files);
}
