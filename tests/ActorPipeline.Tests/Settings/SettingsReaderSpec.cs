using ActorPipeline.Errors;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Order;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using Akka.Configuration;

namespace ActorPipeline.Tests.Settings;

public class SettingsReaderSpec
{
    [Theory]
    [InlineData("seed", "-1")]
    [InlineData("seed", "half")]
    [InlineData("epochs", "0")]
    [InlineData("epochs", "some")]
    [InlineData("epochs", "1.5")]
    [InlineData("max-steps", "0")]
    [InlineData("interleave", "0")]
    [InlineData("files.shuffle", "maybe")]
    [InlineData("files.split-bytes", "0")]
    [InlineData("files.split-bytes", "12 parsecs")]
    [InlineData("files.split-bytes", "large")]
    [InlineData("reader.readers", "0")]
    [InlineData("reader.block-bytes", "15")]
    [InlineData("reader.block-bytes", "99999999999999999999GiB")]
    [InlineData("reader.block-bytes", "2GiB")]
    [InlineData("reader.window", "0")]
    [InlineData("reader.header-lines", "-1")]
    [InlineData("reader.dispatcher", "5")]
    [InlineData("decoder.decoders", "0")]
    [InlineData("decoder.delimiter", ",,")]
    [InlineData("decoder.delimiter", ".")]
    [InlineData("decoder.delimiter", "7")]
    [InlineData("decoder.delimiter", "é")]
    [InlineData("decoder.use-quote-delim", "2")]
    [InlineData("decoder.default-value", "zero")]
    [InlineData("decoder.default-value", "NaN")]
    [InlineData("decoder.default-value", "1e39")]
    [InlineData("decoder.label-column", "last")]
    [InlineData("decoder.on-bad-record", "explode")]
    [InlineData("decoder.max-bad-records", "-1")]
    [InlineData("shuffle.enabled", "perhaps")]
    [InlineData("shuffle.min-after-dequeue", "-1")]
    [InlineData("shuffle.capacity", "0")]
    [InlineData("shuffle.capacity", "10")]
    [InlineData("shuffle.epoch-boundary", "soft")]
    [InlineData("shuffle.batch-size", "0")]
    [InlineData("shuffle.allow-smaller-final-batch", "sometimes")]
    [InlineData("shuffle.prefetch", "0")]
    [InlineData("supervisor.max-restarts", "-1")]
    [InlineData("supervisor.restart-window", "0s")]
    [InlineData("supervisor.restart-window", "soon")]
    [InlineData("supervisor.restart-window", "10s")]
    [InlineData("supervisor.restart-backoff", "0s")]
    [InlineData("supervisor.max-restart-backoff", "99ms")]
    [InlineData("supervisor.stop-grace-period", "-1s")]
    public void A_wrong_value_is_an_error_that_names_key_expected_and_found(string key, string value)
    {
        var error = Assert.Throws<PipelineException>(() => Read($"{key} = \"{value}\""));

        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.StartsWith($"actor-pipeline.{key}: expected ", error.Message);
        Assert.EndsWith($", found '{value}'.", error.Message);
    }

    [Theory]
    [InlineData("files.paths = 5", "files.paths", "5")]
    [InlineData("decoder.select-columns = [a]", "decoder.select-columns", "a")]
    [InlineData("decoder.select-columns = [-1]", "decoder.select-columns", "-1")]
    [InlineData("decoder.select-columns = [2, 1]", "decoder.select-columns", "2, 1")]
    [InlineData("decoder.select-columns = [1, 1]", "decoder.select-columns", "1, 1")]
    [InlineData("decoder.delimiter = \"\\\"\"", "decoder.delimiter", "\"")]
    [InlineData("shuffle { min-after-dequeue = 5, capacity = 5 }", "shuffle.capacity", "5")]
    public void A_wrong_list_character_or_combination_is_such_an_error_too(string setting, string key, string found)
    {
        var error = Assert.Throws<PipelineException>(() => Read(setting));

        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.StartsWith($"actor-pipeline.{key}: expected ", error.Message);
        Assert.EndsWith($", found '{found}'.", error.Message);
    }

    [Fact]
    public void A_setting_that_nobody_set_is_an_error_that_names_it()
    {
        var error = Assert.Throws<PipelineException>(() => new SettingsReader(ConfigurationFactory.ParseString("actor-pipeline {}")).Integer("seed"));

        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.Contains("actor-pipeline.seed", error.Message);
    }

    [Fact]
    public void The_defaults_are_those_of_the_tutorial()
    {
        var settings = Read("");

        Assert.Equivalent(new EpochSettings([], Seed: 23, Epochs: null, ShuffleFiles: true, SplitBytes: 4 << 20, HeaderLines: 0), settings.Files);
        Assert.Equal(new LineReader.Settings(Readers: 2, BlockBytes: 256 << 10, Window: 8, "actor-pipeline.reader.dispatcher"), settings.Reader);
        Assert.Equal(2, settings.Decoder.Decoders);
        Assert.Equivalent(new CsvFormat((byte)',', Quoted: true, [], Default: null, [], LabelColumn: -1), settings.Decoder.Format);
        Assert.Equal(new ShuffleSettings(Seed: 23, Epochs: null, Interleave: 1, MinAfterDequeue: 10, Capacity: 79, EpochBoundary.Mix,
            BatchSize: 23, AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 2, BadRecordPolicy.Fail, MaxBadRecords: null), settings.Shuffle);
        Assert.Equal(new PipelineSupervisor.Settings(3, TimeSpan.FromMinutes(1),
            new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(30)), settings.Supervisor);
    }

    [Fact]
    public void Every_value_is_read_from_its_key()
    {
        var settings = Read("""
            seed = 18446744073709551615, epochs = 3, max-steps = 7, interleave = 5
            files { paths = ["a/*.csv", b.csv], shuffle = no, split-bytes = 1KiB }
            reader { readers = 9, block-bytes = 2kB, window = 3, header-lines = 1 }
            decoder { decoders = 6, delimiter = ";", use-quote-delim = false, na-value = NA, default-value = 0.5, select-columns = [0, 2]
              label-column = 2, on-bad-record = skip, max-bad-records = 0 }
            shuffle { min-after-dequeue = 0, capacity = 4, epoch-boundary = drain, batch-size = 8, allow-smaller-final-batch = off, prefetch = 1 }
            supervisor { max-restarts = 0, restart-window = 90s, restart-backoff = 2s, max-restart-backoff = 7s, stop-grace-period = 250 ms }
            """);

        Assert.Equivalent(new EpochSettings(["a/*.csv", "b.csv"], ulong.MaxValue, 3, ShuffleFiles: false, 1024, 1), settings.Files);
        Assert.Equal(new LineReader.Settings(9, 2000, 3, "actor-pipeline.reader.dispatcher"), settings.Reader);
        Assert.Equal(6, settings.Decoder.Decoders);
        Assert.Equivalent(new CsvFormat((byte)';', Quoted: false, "NA"u8.ToArray(), 0.5f, [0, 2], 2), settings.Decoder.Format);
        Assert.Equal(new ShuffleSettings(ulong.MaxValue, 3, 5, 0, 4, EpochBoundary.Drain, 8, AllowSmallerFinalBatch: false, 7, 1,
            BadRecordPolicy.Skip, 0), settings.Shuffle);
        Assert.Equal(new PipelineSupervisor.Settings(0, TimeSpan.FromSeconds(90),
            new Backoff(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(7)), TimeSpan.FromMilliseconds(250)), settings.Supervisor);
    }

    [Fact]
    public void Without_shuffle_files_stay_in_order_and_the_buffer_has_no_choice()
    {
        var settings = Read("shuffle.enabled = off");

        Assert.False(settings.Files.ShuffleFiles);
        Assert.Equal((0, 1), (settings.Shuffle.MinAfterDequeue, settings.Shuffle.Capacity));
    }

    [Fact]
    public void The_automatic_capacity_is_as_large_as_an_array_at_most() =>
        Assert.Equal(Array.MaxLength, Read("shuffle.batch-size = 2000000000").Shuffle.Capacity);

    [Theory]
    [InlineData(1, 4, 4)]
    [InlineData(4, 1, 4)]
    public void There_are_as_many_readers_as_splits_taken_in_turn(int readers, int interleave, int started) =>
        Assert.Equal(started, Read($"reader.readers = {readers}, interleave = {interleave}").Reader.Readers);

    private static PipelineSettings Read(string settings) =>
        PipelineSettings.From(new SettingsReader(ConfigurationFactory.ParseString($"actor-pipeline {{ {settings} }}").WithFallback(ReferenceConf.Config)));
}
