using ActorPipeline.Data;
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
    // Numbers are held to their ranges by EverySettingTests, all of them.
    [Theory]
    [InlineData("epochs", "1.5")]
    [InlineData("files.split-bytes", "12 parsecs")]
    [InlineData("reader.block-bytes", "2GiB")]
    [InlineData("reader.block-bytes", "16.5")]
    [InlineData("reader.block-bytes", "99999999999999999999GiB")]
    [InlineData("dispatcher.type", "Wooden")]
    [InlineData("decoder.delimiter", ",,")]
    [InlineData("decoder.delimiter", ".")]
    [InlineData("decoder.delimiter", "7")]
    [InlineData("decoder.delimiter", "é")]
    [InlineData("decoder.use-quote-delim", "2")]
    [InlineData("decoder.default-value", "1e39")]
    [InlineData("decoder.on-bad-record", "explode")]
    [InlineData("shuffle.mode", "1")]
    [InlineData("shuffle.capacity", "10")]
    [InlineData("shuffle.epoch-boundary", "soft")]
    [InlineData("supervisor.restart-window", "10s")]
    [InlineData("supervisor.restart-window", "90")]
    [InlineData("checkpoint.resume", "on")]
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
    [InlineData("decoder.select-columns = [2, 1]", "decoder.select-columns", "[2, 1]")]
    [InlineData("decoder.select-columns = [1, 1]", "decoder.select-columns", "[1, 1]")]
    [InlineData("decoder.delimiter = \"\\\"\"", "decoder.delimiter", "\"")]
    [InlineData("shuffle { min-after-dequeue = 5, capacity = 5 }", "shuffle.capacity", "5")]
    [InlineData("dispatcher = 5", "dispatcher", "5")]
    [InlineData("shuffle.mode = \"a\\u001B[31mb\\nc\"", "shuffle.mode", "a\\u001B[31mb\\nc")]
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
        var error = Assert.Throws<PipelineException>(() => new SettingsReader(ConfigurationFactory.ParseString("actor-pipeline {}")).Read<OrderSettings>());

        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.Contains("actor-pipeline.seed", error.Message);
    }

    [Fact]
    public void The_defaults_are_those_of_the_tutorial()
    {
        var settings = Read("");

        Assert.Equivalent(new EpochSettings([], Seed: 23, Epochs: null, ShuffleFiles: true, SplitBytes: 4 << 20, HeaderLines: 0), settings.Files);
        Assert.Equal(new LineReader.Settings(Readers: 2, BlockBytes: 256 << 10, Window: 8), settings.Reader);
        Assert.Equal(2, settings.Decoder.Decoders);
        Assert.Equivalent(new CsvFormat((byte)',', Quoted: true, [], Default: null, [], LabelColumn: -1), settings.Decoder.Format);
        Assert.Equal(new ShuffleSettings(Seed: 23, Epochs: null, Interleave: 1, MinAfterDequeue: 10, Capacity: 79, EpochBoundary.Mix,
            BatchSize: 23, AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 2, BadRecordPolicy.Fail, MaxBadRecords: null), settings.Shuffle);
        Assert.Equal(new PipelineSupervisor.Settings(3, TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)), settings.Supervisor);
        Assert.Equal(new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)), settings.Supervisor.Backoff);
    }

    [Fact]
    public void Every_value_is_read_from_its_key()
    {
        var settings = Read("""
            seed = 18446744073709551615, epochs = 3, max-steps = 7, interleave = 5
            files { paths = ["a/*.csv", b.csv], split-bytes = 1KiB }
            reader { readers = 9, block-bytes = 2kB, window = 3, header-lines = 1, bytes-per-second = 1.5MiB }
            decoder { decoders = 6, delimiter = ";", use-quote-delim = false, na-value = NA, default-value = 0.5, select-columns = [0, 2]
              label-column = 2, on-bad-record = skip, max-bad-records = 0 }
            shuffle { mode = rows, min-after-dequeue = 0, capacity = 4, epoch-boundary = drain, batch-size = 8, allow-smaller-final-batch = off, prefetch = 1 }
            supervisor { max-restarts = 0, restart-window = 1.5h, restart-backoff = 2s, stop-grace-period = 250 ms }
            checkpoint { dir = runs, every = 5, keep = 2, resume = yes }
            """);

        Assert.Equivalent(new EpochSettings(["a/*.csv", "b.csv"], ulong.MaxValue, 3, ShuffleFiles: false, 1024, 1), settings.Files);
        Assert.Equal(new LineReader.Settings(9, 2000, 3, 1536 << 10), settings.Reader);
        Assert.Equal(6, settings.Decoder.Decoders);
        Assert.Equivalent(new CsvFormat((byte)';', Quoted: false, "NA"u8.ToArray(), 0.5f, [0, 2], 2), settings.Decoder.Format);
        Assert.Equal(new ShuffleSettings(ulong.MaxValue, 3, 5, 0, 4, EpochBoundary.Drain, 8, AllowSmallerFinalBatch: false, 7, 1,
            BadRecordPolicy.Skip, 0), settings.Shuffle with { CursorEvery = null });
        Assert.Equal(5, settings.Shuffle.CursorEvery);
        Assert.Equal(new PipelineSupervisor.Settings(0, TimeSpan.FromMinutes(90), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(250)), settings.Supervisor);
        Assert.Equal(new("runs", Every: 5, Keep: 2, Resume: true), settings.Checkpoint);
    }

    [Fact]
    public void Without_shuffle_files_stay_in_order_and_the_buffer_has_no_choice()
    {
        var settings = Read("shuffle.mode = off");

        Assert.False(settings.Files.ShuffleFiles);
        Assert.Equal((0, 1), (settings.Shuffle.MinAfterDequeue, settings.Shuffle.Capacity));
    }

    [Fact]
    public void The_largest_automatic_capacity_fits_into_an_array() => Assert.InRange(
        Read("shuffle { min-after-dequeue = 1000000000, batch-size = 1000000 }").Shuffle.Capacity, 1_000_000_001, Array.MaxLength);

    [Theory]
    [InlineData(1, 4, 4)]
    [InlineData(4, 1, 4)]
    public void There_are_as_many_readers_as_splits_taken_in_turn(int readers, int interleave, int started) =>
        Assert.Equal(started, Read($"reader.readers = {readers}, interleave = {interleave}").Reader.Readers);

    [Fact]
    public void A_record_that_is_made_is_held_to_the_same_ranges()
    {
        var data = Read("").Data;
        var error = Assert.Throws<PipelineException>(() => SettingProperty.Check(data with { Batching = data.Batching with { Size = 0 } }));

        Assert.Equal("actor-pipeline.shuffle.batch-size: expected a whole number from 1 to 1000000, found '0'.", error.Message);
        SettingProperty.Check(data);
    }

    private static PipelineSettings Read(string settings) =>
        PipelineSettings.From(new SettingsReader(ConfigurationFactory.ParseString($"actor-pipeline {{ {settings} }}").WithFallback(ReferenceConf.Config)));
}
