using System.IO.Pipelines;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Cluster.Tests.DataPlane;

public class FrameSpec
{
    private const int RowBytes = 12, Lease = 7;

    private static readonly FrameLimits _limits = new(Lease, Rows: 4, RowBytes, BlockBytes: 100);
    private static readonly Split _split = new(new RunId(1), 0, 0, new DataFile(0, "a.csv", 1000, DateTime.UnixEpoch, 0), 0, 1000);

    private readonly Decoder.RowMemory _memory = new(new("rows", 2, 4 * RowBytes), new("offsets", 2, 4), 4);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(1, 2)]
    public async Task A_block_comes_as_it_went(int rows, int bad)
    {
        await Comes(Block(rows, bad, nextOffset: 99));
        await Comes(Block(rows, bad, nextOffset: null));
        await Comes(Block(rows, bad, nextOffset: null) with { Part = 3 });
        await Comes(Block(rows, bad, nextOffset: null) with { Part = 2, IsLastPart = false });
    }

    private async Task Comes(RowBlock sent)
    {
        var (rows, received) = (sent.Rows, await ReadAsync(await FramesOfAsync(sent)));

        Assert.Equal((sent.Index, sent.Part, sent.IsLastPart, sent.NextOffset), (received.Index, received.Part, received.IsLastPart, received.NextOffset));
        Assert.Equal((sent.Rows, sent.BlankLines), (received.Rows, received.BlankLines));
        Assert.Equal(sent.Values.Value[..(rows * RowBytes)], received.Values.Value[..(rows * RowBytes)]);
        Assert.Equal(sent.Offsets.Value[..rows], received.Offsets.Value[..rows]);
        Assert.Equal(sent.Bad, received.Bad);
    }

    [Fact]
    public async Task The_last_block_has_no_next_offset() => Assert.True((await ReadAsync(await FramesOfAsync(Block(1, 0, nextOffset: null)))).IsLast);

    [Fact]
    public async Task A_failure_comes_as_it_went()
    {
        using var stream = new MemoryStream();
        using (var writer = new FrameWriter(PipeWriter.Create(stream), Lease, RowBytes))
            await writer.WriteAsync(new PipelineException(FailureKind.File, "a.csv: die Datei fehlt \u00e4"), CancellationToken.None);
        stream.Position = 0;
        var reader = new FrameReader(stream, _limits);
        var failure = await reader.ReadFailureAsync(await reader.ReadHeaderAsync(CancellationToken.None), CancellationToken.None);
        Assert.Equal((FailureKind.File, "a.csv: die Datei fehlt \u00e4"), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task A_changed_bit_is_found_wherever_it_is()
    {
        var frame = await FramesOfAsync(Block(4, 2, nextOffset: 99));
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var changed = (byte[])frame.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var failure = await Record.ExceptionAsync(() => ReadAsync(changed));
            Assert.True(failure is InvalidDataException or EndOfStreamException, $"bit {bit}: {failure}");
        }
    }

    [Fact]
    public async Task A_cut_frame_is_an_end_too_early()
    {
        var frame = await FramesOfAsync(Block(4, 2, nextOffset: 99));
        for (var length = 0; length < frame.Length; length++)
            await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(frame[..length]));
    }

    [Theory]
    [InlineData("rows", 5, RowBytes, 0, 0)]
    [InlineData("12 bytes", 1, RowBytes + 1, 0, 0)]
    [InlineData("bad records", 1, RowBytes, 101, 0)]
    [InlineData("bytes of text", 1, RowBytes, 0, 128 * 100 + 1)]
    public void A_header_beyond_a_limit_is_refused_before_memory_is_taken_for_it(string what, int rows, int rowBytes, int bad, int text)
    {
        var header = new FrameHeader(FrameKind.Block, Lease, 0, 0, rows, rowBytes, 0, bad, text, 0);
        Assert.Contains(what, Assert.Throws<InvalidDataException>(() => _limits.Check(header)).Message);
    }

    [Fact]
    public void A_frame_of_another_lease_is_refused() =>
        Assert.Throws<InvalidDataException>(() => _limits.Check(new FrameHeader(FrameKind.Block, Lease + 1, 0, 0, 1, RowBytes, 0, 0, 0, 0)));

    private static async Task<byte[]> FramesOfAsync(RowBlock block)
    {
        using var stream = new MemoryStream();
        using var writer = new FrameWriter(PipeWriter.Create(stream), Lease, RowBytes);
        await writer.WriteAsync(block, CancellationToken.None);
        return stream.ToArray();
    }

    private async Task<RowBlock> ReadAsync(byte[] frames)
    {
        var reader = new FrameReader(new MemoryStream(frames), _limits);
        var header = await reader.ReadHeaderAsync(CancellationToken.None);
        var (values, offsets) = (_memory.Rows.Rent(), _memory.Offsets.Rent());
        try
        {
            return await reader.ReadBlockAsync(header, _split, values, offsets, ActorRefs.Nobody, CancellationToken.None);
        }
        finally
        {
            values.Return();
            offsets.Return();
        }
    }

    private static RowBlock Block(int rows, int bad, long? nextOffset)
    {
        var memory = new Decoder.RowMemory(new("rows", 1, 4 * RowBytes), new("offsets", 1, 4), 4);
        var (values, offsets) = (memory.Rows.Rent(), memory.Offsets.Rent());
        for (var i = 0; i < values.Value.Length; i++)
            values.Value[i] = (byte)(3 * i);
        for (var i = 0; i < offsets.Value.Length; i++)
            offsets.Value[i] = 10 * i;
        return new(_split, 2, 0, true, nextOffset, rows, values, offsets, 1,
            [.. Enumerable.Range(0, bad).Select(i => new BadRecord(5 + i, 2 + i, i, $"expected a number, found '\u00e4{i}'"))], ActorRefs.Nobody, ActorRefs.Nobody);
    }
}
