using ActorPipeline.Settings;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>The stream is a function of its data-order settings, and of nothing else.</summary>
public class StreamSpec : HostRuns
{
    // The lengths of splits and blocks show only where several splits are taken in turn and a split has several blocks; the files
    // have about 9 KiB. These are assignments because options would stand above the changes.
    private static readonly string[] _base =
        ["--set", "epochs=2", "--set", "interleave=3", "--set", "files.split-bytes=4KiB", "--set", "reader.block-bytes=1KiB"];

    private static readonly Dictionary<string, string[]> _dataOrder = new()
    {
        ["seed"] = ["--set", "seed=24"],
        ["epochs"] = ["--set", "epochs=1"],
        ["interleave"] = ["--set", "interleave=2"],
        ["files.split-bytes"] = ["--set", "files.split-bytes=5KiB"],
        ["reader.block-bytes"] = ["--set", "reader.block-bytes=2KiB"],
        ["reader.header-lines"] = ["--header-lines", "1"],
        ["decoder.select-columns"] = ["--set", "decoder.select-columns=[0,1,8]"],
        ["decoder.label-column"] = ["--label-column", "0"],
        ["shuffle.mode"] = ["--no-shuffle"],
        ["shuffle.min-after-dequeue"] = ["--min-after-dequeue", "11"],
        ["shuffle.capacity"] = ["--capacity", "60"],
        ["shuffle.epoch-boundary"] = ["--epoch-boundary", "drain"],
        ["shuffle.batch-size"] = ["--batch-size", "22"],
        ["shuffle.allow-smaller-final-batch"] = ["--drop-remainder"],
    };

    // What they say of this data is the same whatever their value: it is other files, or text that none of the files has.
    private static readonly string[] _ofOtherData =
        ["files.paths", "decoder.delimiter", "decoder.use-quote-delim", "decoder.na-value", "decoder.default-value", "decoder.on-bad-record"];

    [Fact]
    public async Task Every_data_order_setting_changes_the_stream()
    {
        Assert.Equal(SettingsCatalog.All.Where(s => s.Kind == SettingKind.DataOrder).Select(s => s.Key).Order(), _dataOrder.Keys.Concat(_ofOtherData).Order());
        var hashes = new Dictionary<string, string> { [await Hash()] = "nothing" };
        foreach (var (key, args) in _dataOrder)
            Assert.True(hashes.TryAdd(await Hash(args), key), $"{key} gives the stream that another setting gives, or the one of no change.");
    }

    [Theory]
    [InlineData("reader.readers", "1", "4")]
    [InlineData("reader.window", "2", "32")]
    [InlineData("decoder.decoders", "1", "4")]
    [InlineData("decoder.row-block-bytes", "1", "1MiB")]
    [InlineData("shuffle.prefetch", "1", "8")]
    public async Task No_speed_setting_changes_the_stream_or_the_weights(string key, string low, string high)
    {
        Assert.Equal(SettingKind.Speed, SettingsCatalog.All.Single(s => s.Key == key).Kind);
        Assert.Equal(await Hashes($"{key}={low}"), await Hashes($"{key}={high}"));
    }

    [Fact]
    public async Task Every_record_comes_once_in_each_epoch_and_each_epoch_has_an_order_of_files_of_its_own()
    {
        await ReadTutorial("--origins", "origins.tsv");
        var rows = File.ReadLines(Folder["origins.tsv"]).Select(line => line.Split('\t')).Select(f =>
            (Step: int.Parse(f[0]), Position: int.Parse(f[1]), Epoch: int.Parse(f[2]), File: f[3], Offset: long.Parse(f[4]), Line: int.Parse(f[5]))).ToList();

        Assert.Equal(Enumerable.Range(0, 4000).Select(i => (i / 23 + 1, i % 23)), rows.Select(r => (r.Step, r.Position)));
        var everyLine = Enumerable.Range(0, 20).SelectMany(file => Enumerable.Range(1, 100).Select(line => ($"data/examples-{file:D2}.csv", line)));
        Assert.All([0, 1], epoch => Assert.Equal(everyLine, rows.Where(r => r.Epoch == epoch).Select(r => (r.File, r.Line)).Order()));
        Assert.All(rows.DistinctBy(r => (r.File, r.Line)).GroupBy(r => r.File), file => Assert.Equal(OffsetsOfLines(file.Key), file.OrderBy(r => r.Line).Select(r => r.Offset)));

        // A file's 100 rows are more than the buffer's 79, so its first one leaves before the next file's first one enters.
        var orders = new[] { 0, 1 }.Select(epoch => rows.Where(r => r.Epoch == epoch).Select(r => r.File).Distinct().ToList()).ToList();
        Assert.NotEqual(orders[0], orders[1]);
        Assert.NotEqual(orders[0], orders[0].Order());

        // Nearly every batch has rows of several files.
        Assert.InRange(rows.GroupBy(r => r.Step).Count(batch => batch.DistinctBy(r => r.File).Count() > 1), 160, 174);
    }

    private async Task<(string?, string?)> Hashes(string assignment)
    {
        var summary = await Summary("train", "--data", "data/*.csv", "--stream-hash", "--set", "epochs=2", "--set", "files.split-bytes=4KiB",
            "--set", "reader.block-bytes=1KiB", "--set", "trainer.hidden-units=16", "--set", assignment);
        return (summary.GetProperty("streamHash").GetString(), summary.GetProperty("weightsHash").GetString());
    }

    private async Task<string> Hash(params string[] args) =>
        (await Summary(["read", "--data", "data/*.csv", "--stream-hash", .. _base, .. args])).GetProperty("streamHash").GetString()!;

    private IEnumerable<long> OffsetsOfLines(string file)
    {
        var text = File.ReadAllText(Folder[file]);
        yield return 0;
        for (var end = text.IndexOf('\n'); end < text.Length - 1; end = text.IndexOf('\n', end + 1))
            yield return end + 1;
    }
}
