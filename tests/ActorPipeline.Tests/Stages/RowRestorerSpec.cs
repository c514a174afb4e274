using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Stages;

namespace ActorPipeline.Tests.Stages;

public sealed class RowRestorerSpec : IDisposable
{
    private const int BlockBytes = 64 * 1024;
    private static readonly CsvFormat _format = new((byte)',', Quoted: true, [], Default: null, [], LabelColumn: -1);
    private static readonly IRecordSchema _schema = _format.SchemaOf(3);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_anywhere_in_several_files_come_once_each_in_their_places()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var files = Enumerable.Range(0, 4).Select(i => Lines(i, random.Next(1, 3000), random)).ToList();
            var wanted = Enumerable.Range(0, random.Next(1, 3000)).Select(_ =>
            {
                var file = files[random.Next(files.Count)];
                return (file.File.Index, Row: file.Rows[random.Next(file.Rows.Count)]);
            }).ToList();
            var origins = wanted.Select(w => new RowOrigin(random.Next(9), w.Index, w.Row.Offset)).ToList();

            var taken = Read([.. files.Select(f => f.File)], origins);
            Assert.True(wanted.Select(w => w.Row.Values).SequenceEqual(taken), $"seed {seed}");
        }
    }

    [Fact]
    public void Twenty_thousand_rows_side_by_side_come_too()
    {
        var random = new Random(1);
        var (file, rows) = Lines(0, 20_000, random);
        var order = Enumerable.Range(0, rows.Count).ToArray();
        random.Shuffle(order);

        var taken = Read([file], [.. order.Select(i => new RowOrigin(0, 0, rows[i].Offset))]);
        Assert.Equal(order.Select(i => rows[i].Values), taken);
    }

    [Theory]
    [InlineData("1,2,3\n4,5,6", 0, 6)] // the last line has no end
    [InlineData("\uFEFF1,2,3\n4,5,6\n", 0, 9)]
    [InlineData("1,2,3\r\n4,5,6\r\n", 0, 7)]
    [InlineData("1,2,3\r\n\r\n\n4,5,6\r", 0, 10)]
    [InlineData("skipped\n1,2,3\nbad,2,3\n4,5,6\n", 8, 22)]
    public void A_line_is_the_record_that_it_was_when_it_was_first_read(string text, int first, int second) => Assert.Equal(
        ["4 5 6", "1 2 3"], Read([_folder.DataFile("a.csv", text)], [new(0, 0, second), new(0, 0, first)]));

    [Theory]
    [InlineData(16 * 1024 - 1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(40_000)]
    [InlineData(BlockBytes)]
    public void A_line_may_be_as_long_as_a_block(int length)
    {
        var text = new StringBuilder();
        List<RowOrigin> origins = [];
        for (var i = 0; i < 10; i++)
        {
            origins.Add(new(0, 0, text.Length));
            text.Append(i).Append(",2,").Append('0', length - 6).Append("3\n");
            origins.Add(new(0, 0, text.Length));
            text.Append(i).Append(",0,0\n");
        }
        var file = _folder.DataFile("a.csv", text.ToString());

        Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => new[] { $"{i} 2 3", $"{i} 0 0" }), Read([file], origins));
    }

    [Fact]
    public void A_line_longer_than_a_block_is_no_record()
    {
        var file = _folder.DataFile("a.csv", "1,2," + new string('0', BlockBytes - 5) + "3\n4,5,6\n");

        Refuses(file, 0);
    }

    [Theory]
    [InlineData(2)] // in a line
    [InlineData(5)] // at the end of one
    [InlineData(6)] // a blank line
    [InlineData(13)] // the end
    [InlineData(14)]
    [InlineData(long.MaxValue)]
    public void An_offset_where_there_is_no_record_is_an_error_with_its_file(long offset) =>
        Refuses(_folder.DataFile("a.csv", "1,2,3\n\n4,5,6\n"), offset);

    [Fact]
    public void A_file_that_is_gone_is_an_error_with_its_path()
    {
        var file = _folder.DataFile("a.csv", "1,2,3\n");
        File.Delete(file.Path);

        var error = Assert.Throws<PipelineException>(() => Read([file], [new(0, 0, 0)]));
        Assert.Equal((FailureKind.File, $"{file.Path}: the file is not there"), (error.Kind, error.Message));
    }

    [Fact]
    public void It_can_be_stopped_and_without_origins_it_opens_nothing()
    {
        var restorer = new RowRestorer([], _schema, BlockBytes);
        restorer.Read([], (_, _) => Assert.Fail("nothing was asked for"), CancellationToken.None);

        Assert.ThrowsAny<OperationCanceledException>(() =>
            restorer.Read([new(0, 0, 0)], (_, _) => Assert.Fail("it was stopped before"), new CancellationToken(canceled: true)));
    }

    private static void Refuses(DataFile file, long offset)
    {
        var error = Assert.Throws<PipelineException>(() => Read([file], [new(0, 0, 0), new(0, 0, offset)]));
        Assert.Equal(FailureKind.Data, error.Kind);
        Assert.Equal($"{file.Path}: expected at byte {offset} the record that was there when the checkpoint was written, found none.",
            error.Message);
    }

    // The rows in the order of the origins, as text.
    private static string[] Read(IReadOnlyList<DataFile> files, IReadOnlyList<RowOrigin> origins)
    {
        var taken = new ConcurrentDictionary<int, string>();
        new RowRestorer(files, _schema, BlockBytes).Read(origins,
            (index, row) => Assert.True(taken.TryAdd(index, string.Join(' ', MemoryMarshal.Cast<byte, float>(row).ToArray())), $"row {index} came twice"),
            CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, origins.Count), taken.Keys.Order());
        return [.. taken.OrderBy(t => t.Key).Select(t => t.Value)];
    }

    // Lines of many lengths and both line ends, with blank ones among them; the last may lack its end.
    private (DataFile File, List<(long Offset, string Values)> Rows) Lines(int index, int count, Random random)
    {
        var (text, rows) = (new StringBuilder(), new List<(long, string)>());
        for (var i = 0; i < count; i++)
        {
            rows.Add((text.Length, $"{index} {i} {i % 2}"));
            var zeros = random.Next(500) == 0 ? random.Next(BlockBytes / 2) : random.Next(30);
            text.Append(index).Append(',').Append('0', zeros).Append($"{i},{i % 2}");
            if (i < count - 1 || random.Next(2) == 0)
                text.Append(random.Next(9) == 0 ? "\r\n" : "\n").Append(random.Next(20) == 0 ? "\n" : "");
        }
        return (_folder.DataFile($"{index}.csv", text.ToString(), index), rows);
    }
}
