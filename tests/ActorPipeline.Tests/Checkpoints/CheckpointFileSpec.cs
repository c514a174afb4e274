using System.Buffers;
using System.Security.Cryptography;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;

namespace ActorPipeline.Tests.Checkpoints;

public sealed class CheckpointFileSpec : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public CheckpointFileSpec() => _path = _folder.Path + "/one.checkpoint";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        var written = SampleCheckpoint.Of(1L << 36);
        CheckpointFile.Write(_path, written);
        var read = CheckpointFile.Read(_path);

        Assert.Equal(SampleCheckpoint.Text(written), SampleCheckpoint.Text(read));
        Assert.Empty(written.Stream.DifferencesTo(read.Stream));
        using var weights = read.Open("weights");
        Assert.Equal(5, weights!.Length);
        Assert.Null(read.Open("optimizer"));
    }

    [Fact]
    public void So_is_one_with_nothing_in_it()
    {
        var cursor = new StreamCursor(0, 0, 0, 0, 0, 0, new SequencerState([], 0, 0, 0), 0, false, false,
            new SlabState(default, 0, 0, [], false));
        var written = new Checkpoint(new StreamIdentity(1, [], []), cursor, new Dictionary<string, ReadOnlyMemory<byte>>());
        CheckpointFile.Write(_path, written);

        Assert.Equal(SampleCheckpoint.Text(written), SampleCheckpoint.Text(CheckpointFile.Read(_path)));
    }

    [Fact]
    public void So_is_one_of_many_rows_and_a_large_part()
    {
        var random = new Random(5);
        var weights = new byte[3_000_000];
        random.NextBytes(weights);
        RowOrigin[] rows = [.. Enumerable.Range(0, 100_000)
            .Select(_ => new RowOrigin(random.Next(3), random.Next(100), random.NextInt64(1L << 40)))];
        var written = new Checkpoint(SampleCheckpoint.Stream, SampleCheckpoint.Cursor(1) with { Waiting = rows },
            new Dictionary<string, ReadOnlyMemory<byte>> { ["weights"] = weights });
        CheckpointFile.Write(_path, written);
        var read = CheckpointFile.Read(_path);

        Assert.Equal(rows, read.Cursor.Waiting);
        Assert.True(read.Parts["weights"].Span.SequenceEqual(weights));
    }

    [Fact]
    public void A_file_with_any_one_bit_flipped_is_refused_by_name()
    {
        CheckpointFile.Write(_path, SampleCheckpoint.Of(3));
        var bytes = File.ReadAllBytes(_path);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= (byte)(1 << (at % 8));
            Refuses(bytes);
            bytes[at] ^= (byte)(1 << (at % 8));
        }
        File.WriteAllBytes(_path, bytes);
        Assert.Equal(3, CheckpointFile.Read(_path).Cursor.Steps);
    }

    [Fact]
    public void A_file_that_lost_its_end_or_got_a_longer_one_is_refused_by_name()
    {
        CheckpointFile.Write(_path, SampleCheckpoint.Of(3));
        var bytes = File.ReadAllBytes(_path);
        for (var length = 0; length < bytes.Length; length++)
            Refuses(bytes[..length]);
        Refuses([.. bytes, 0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("APCHECK")]
    [InlineData("1,2,3\n4,5,6\n7,8,9\n10,11,12\n13,14,15\n16,17,18\n19,20,21\n")]
    public void A_foreign_file_is_refused_as_no_checkpoint(string text)
    {
        _folder.Write("one.checkpoint", text);

        var error = Assert.Throws<PipelineException>(() => CheckpointFile.Read(_path));
        Assert.Equal((FailureKind.File, $"{_path}: it is no checkpoint of ActorPipeline."), (error.Kind, error.Message));
    }

    [Fact]
    public void Another_version_is_refused_by_its_number()
    {
        CheckpointFile.Write(_path, SampleCheckpoint.Of(3));
        var content = File.ReadAllBytes(_path)[..^SHA256.HashSizeInBytes];
        content["APCHECKP".Length]--;
        File.WriteAllBytes(_path, [.. content, .. SHA256.HashData(content)]);

        var error = Assert.Throws<PipelineException>(() => CheckpointFile.Read(_path));
        Assert.Equal((FailureKind.File, $"{_path}: it has version 2, expected 3."), (error.Kind, error.Message));
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused_by_name() =>
        Assert.Equal($"{_path}: the file is not there", Assert.Throws<PipelineException>(() => CheckpointFile.Read(_path)).Message);

    [Fact]
    public void Once_it_is_written_there_is_no_other_file_and_an_older_one_is_replaced()
    {
        File.WriteAllText(CheckpointFile.TemporaryName(_path), new string('x', 100_000));
        CheckpointFile.Write(_path, SampleCheckpoint.Of(3));
        CheckpointFile.Write(_path, SampleCheckpoint.Of(4));

        Assert.Equal([_path], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal(4, CheckpointFile.Read(_path).Cursor.Steps);
    }

    [Fact]
    public void The_one_before_stays_whole_when_the_disk_fails_in_the_middle_of_the_next()
    {
        CheckpointFile.Write(_path, SampleCheckpoint.Of(3));
        var before = File.ReadAllBytes(_path);
        using var broken = new BrokenMemory();
        var next = SampleCheckpoint.Of(4) with { Parts = new Dictionary<string, ReadOnlyMemory<byte>> { ["weights"] = broken.Memory } };

        var error = Assert.Throws<PipelineException>(() => CheckpointFile.Write(_path, next));
        Assert.Equal((FailureKind.File, $"{_path}: no space left"), (error.Kind, error.Message));
        Assert.Equal(before, File.ReadAllBytes(_path));
        Assert.False(File.Exists(CheckpointFile.TemporaryName(_path)));
    }

    private void Refuses(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        var error = Assert.Throws<PipelineException>(() => CheckpointFile.Read(_path));
        Assert.Equal(FailureKind.File, error.Kind);
        Assert.StartsWith($"{_path}: it is ", error.Message);
    }

    // Stands for a disk that is full when its bytes come to be written.
    private sealed class BrokenMemory : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(1);

        public override Span<byte> GetSpan() => throw new IOException("no space left");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            // nothing is held
        }
    }
}
