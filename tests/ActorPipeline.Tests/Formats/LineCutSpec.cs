using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using ActorPipeline.Sources;

namespace ActorPipeline.Tests.Formats;

public sealed class LineCutSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ab\ncd\nef\n", 9, 0, 9, 9, true)]      // the split owns all of it
    [InlineData("ab\ncd\nef\n", 9, 0, 3, 3, true)]      // ends at a line end
    [InlineData("ab\ncd\nef\n", 9, 0, 4, 6, true)]      // ends inside a line, which is the split's
    [InlineData("ab\ncd\nef", 8, 0, 8, 8, true)]        // the file's last line lacks its end
    [InlineData("ab\ncd\nef\n", 5, 0, 9, 3, false)]     // the second line does not fit
    [InlineData("ab\ncd\nef\n", 6, 0, 9, 6, false)]     // two lines fit exactly
    [InlineData("ab\ncd\nef\n", 4, 0, 4, 3, false)]     // the line that holds the split's last byte does not fit
    [InlineData("abcdef\n", 4, 0, 7, 0, false)]         // no line fits
    [InlineData("ab\nabcdef\n", 5, 3, 10, 0, false)]    // nor here, further on
    public void A_block_is_as_many_whole_lines_as_fit_up_to_the_last_that_starts_in_the_split(
        string file, int blockBytes, int offset, int splitEnd, int length, bool isLast)
    {
        var bytes = Encoding.ASCII.GetBytes(file);
        var text = bytes.AsSpan(offset, Math.Min(blockBytes, bytes.Length - offset));

        Assert.Equal((length, isLast), LineCut.Block(text, offset, splitEnd, endsFile: offset + text.Length == bytes.Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_blocks_of_all_splits_are_the_file_and_each_line_is_with_the_split_it_starts_in(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var bytes = RandomLines(random, longest: 20);
            var file = _folder.DataFile("lines.txt", Encoding.ASCII.GetString(bytes));
            using var opened = new SplitFile(file);
            var memory = new byte[random.Next(20, 80)];
            var (at, splitBytes) = (0L, random.Next(1, 60));
            for (var start = 0L; start < bytes.Length; start += splitBytes)
            {
                var end = Math.Min(start + splitBytes, bytes.Length);
                foreach (var (offset, length) in Blocks(opened, new Split(RunId.New(), 0, 0, file, start, end), memory))
                {
                    Assert.Equal(at, offset);
                    Assert.InRange(length, 1, memory.Length);
                    Assert.All(LineStarts(bytes, offset, length), line => Assert.InRange(line, start, end - 1));
                    at += length;
                    Assert.True(at == bytes.Length || bytes[at - 1] == '\n', "A block ends inside a line.");
                }
            }
            Assert.Equal(bytes.Length, at);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(64)]
    public void A_split_starts_with_the_first_line_that_starts_in_it(int memory)
    {
        const string Text = "\nab\n\n\ncdefghij\nk";
        using var file = new SplitFile(_folder.DataFile("lines.txt", Text));

        for (var start = 0; start < Text.Length; start++)
        {
            var first = start == 0 ? 0 : Text.IndexOf('\n', start - 1) + 1;
            var expected = first == 0 && start > 0 ? Text.Length : first;
            var split = new Split(RunId.New(), 0, 0, file.File, start, Text.Length);
            var bytes = new byte[memory];
            var (offset, length, _) = file.ReadBlock(split, new(0, start), bytes);
            Assert.Equal(expected, offset);
            Assert.StartsWith(Encoding.ASCII.GetString(bytes, 0, length), Text[(int)offset..]);
        }
    }

    [Fact]
    public void The_first_line_behind_the_header_needs_no_search()
    {
        var file = _folder.DataFile("lines.txt", "header without end of line") with { DataStart = 3 };
        using var opened = new SplitFile(file);

        Assert.Equal(3, opened.ReadBlock(new Split(RunId.New(), 0, 0, file, 3, file.Length), new(0, 3), new byte[64]).Offset);
    }

    [Fact]
    public void A_file_that_became_shorter_is_a_file_error_that_says_so()
    {
        var file = _folder.DataFile("lines.txt", "1,2\n3,4\n");
        using var opened = new SplitFile(file);
        File.WriteAllText(file.Path, "1,2\n");

        var error = Assert.Throws<PipelineException>(() => opened.Read(new byte[100], 0));
        Assert.Equal(FailureKind.File, error.Kind);
        Assert.Equal($"{file.Path}: the file became shorter: 8 bytes at the start of the run, now 4", error.Message);
    }

    [Fact]
    public void A_file_that_grew_is_read_to_the_length_it_had()
    {
        var file = _folder.DataFile("lines.txt", "1,2\n");
        File.AppendAllText(file.Path, "3,4\n");
        using var opened = new SplitFile(file);

        Assert.Equal(4, opened.Read(new byte[100], 0));
    }

    [Fact]
    public void A_vanished_file_is_a_file_error_that_names_it()
    {
        var file = _folder.DataFile("lines.txt", "1,2\n");
        File.Delete(file.Path);

        var error = Assert.Throws<PipelineException>(() => new SplitFile(file));
        Assert.Equal((FailureKind.File, $"{file.Path}: the file is not there"), (error.Kind, error.Message));
    }

    // What a reader does with one split, without credit.
    private static IEnumerable<(long Offset, int Length)> Blocks(SplitFile file, Split split, byte[] memory)
    {
        var at = new BlockStart(0, split.Start);
        for (var isLast = false; !isLast; at = new BlockStart(at.Index + 1, at.Offset))
        {
            (var offset, var length, isLast) = file.ReadBlock(split, at, memory);
            at = at with { Offset = offset + length };
            if (length > 0)
                yield return (offset, length);
            else
                Assert.True(isLast && at.Index == 0, "Only a split without lines has an empty block.");
        }
    }

    private static IEnumerable<long> LineStarts(byte[] bytes, long offset, int length)
    {
        for (var i = offset; i < offset + length; i++)
            if (i == 0 || bytes[i - 1] == '\n')
                yield return i;
    }

    private static byte[] RandomLines(Random random, int longest)
    {
        var text = new StringBuilder();
        for (var lines = random.Next(1, 30); lines > 0; lines--)
            text.Append('x', random.Next(longest)).Append('\n');
        if (random.Next(2) == 0)
            text.Append('y', random.Next(longest));
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
