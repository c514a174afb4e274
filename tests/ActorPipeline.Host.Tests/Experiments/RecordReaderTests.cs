using ActorPipeline.Running;
using System.Text;
using ActorPipeline.Errors;
using ActorPipeline.Host.Experiments;

namespace ActorPipeline.Host.Tests.Experiments;

public sealed class RecordReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Blank lines, a byte-order mark, both kinds of line ends, a last line without one; blocks that hold one line, some, all.
    [Theory]
    [InlineData("16", "16")]
    [InlineData("33", "24")]
    [InlineData("4096", "4096")]
    public void Records_come_in_logical_order_epoch_by_epoch(string splitBytes, string blockBytes)
    {
        _folder.Write("a.csv", "\uFEFFh,h\n1,0\n\n2,1\r\n3,0");
        _folder.Write("b.csv", "h,h\n\r\n");
        _folder.Write("c.csv", "h,h\n10.25,1\n11.25,0\n12.25,1\n13.25,0\n\n14.25,1\n");
        string[] epoch = ["1,0", "2,1", "3,0", "10.25,1", "11.25,0", "12.25,1", "13.25,0", "14.25,1"];
        using var reader = new RecordReader(
            Settings(5, 4, $"files.split-bytes={splitBytes}", $"reader.block-bytes={blockBytes}", "reader.header-lines=1"));

        var batches = Enumerable.Range(0, 5).Select(_ => Take(reader)).ToList();
        Assert.Equal([.. epoch, .. epoch, .. epoch[..4]], batches.SelectMany(batch => batch));
        Assert.All(batches, batch => Assert.Equal(4, batch.Length));
        Assert.False(reader.TryRead(new BatchText()));
        Assert.Equal(1, reader.Shape.Features);
    }

    [Fact]
    public void A_text_names_the_file_and_the_offset_of_its_parts()
    {
        _folder.Write("a.csv", "1,0\n2,1\n\n3,0");
        _folder.Write("c.csv", "4,1\n");
        using var reader = new RecordReader(Settings(1, 5));
        var text = new BatchText();
        Assert.True(reader.TryRead(text));
        Assert.Equal(
            [("a.csv", 0L, "1,0\n2,1\n"), ("a.csv", 9L, "3,0"), ("c.csv", 0L, "4,1\n"), ("a.csv", 0L, "1,0\n")],
            text.Parts.Select(p => (Path.GetFileName(p.Split.File.Path), p.Offset, Encoding.UTF8.GetString(p.Lines.Span))));
    }

    [Fact]
    public async Task Threads_that_take_turns_take_every_record_once()
    {
        _folder.Write("a.csv", string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},0\n")));
        using var reader = new RecordReader(Settings(100, 10, "reader.block-bytes=100"));
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var records = new List<string>();
            while (Take(reader) is { Length: > 0 } batch)
                records.AddRange(batch);
            return records;
        })));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i},0").Order(), taken.SelectMany(records => records).Order());
    }

    [Fact]
    public void A_line_longer_than_a_block_is_named()
    {
        _folder.Write("a.csv", $"1,0\n{new string('1', 20)},0\n");
        using var reader = new RecordReader(Settings(1, 5, "reader.block-bytes=16"));
        var refused = Assert.Throws<PipelineException>(() => Take(reader));
        Assert.StartsWith($"{_folder["a.csv"]}:2:1: expected a line of at most 16 bytes", refused.Message);
    }

    private PipelineSettings Settings(int steps, int batchSize, params string[] more) => TestSettings.Pipeline([
        $"files.paths=[\"{_folder.Path}/*.csv\"]", $"max-steps={steps}", $"shuffle.batch-size={batchSize}", "shuffle.mode=off", .. more,
    ]);

    private static string[] Take(RecordReader reader)
    {
        var text = new BatchText();
        var parts = reader.TryRead(text) ? text.Parts : [];
        return [.. parts.SelectMany(p =>
            Encoding.UTF8.GetString(p.Lines.Span).Split(['\n', '\r', '\uFEFF'], StringSplitOptions.RemoveEmptyEntries))];
    }
}
