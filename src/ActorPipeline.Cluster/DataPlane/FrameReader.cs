using System.Buffers.Binary;
using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Memory;
using Akka.Actor;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>What the frames of one lease may hold: nothing that comes from outside decides how much memory is taken.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Rows">Rows of a row buffer at most.</param>
/// <param name="RowBytes">Bytes of a row, exactly.</param>
/// <param name="BlockBytes">Bytes of text in a block at most.</param>
internal sealed record FrameLimits(long Lease, int Rows, int RowBytes, int BlockBytes)
{
    // A bad record has a byte of text and its line end at least, and its reason is a sentence.
    private long LongestText => Math.Min(Array.MaxLength, 128L * BlockBytes);

    /// <summary>Checks a header.</summary>
    /// <exception cref="InvalidDataException">It is not one of this lease, or beyond a limit.</exception>
    public void Check(FrameHeader header)
    {
        Expect(Enum.IsDefined(header.Kind), $"a kind of frame, found {(int)header.Kind}");
        Expect(header.Lease == Lease, $"a frame of lease {Lease}, found one of lease {header.Lease}");
        Expect(header.RowBytes == RowBytes, $"rows of {RowBytes} bytes, found {header.RowBytes}");
        Expect(header.Rows >= 0 && header.Rows <= Rows, $"at most {Rows} rows, found {header.Rows}");
        Expect(header.Index >= 0 && header.Part >= 0, $"an index of at least 0, found {header.Index} part {header.Part}");
        Expect(header.BlankLines >= 0 && header.BlankLines <= BlockBytes, $"at most {BlockBytes} blank lines, found {header.BlankLines}");
        Expect(header.Bad >= 0 && header.Bad <= BlockBytes, $"at most {BlockBytes} bad records, found {header.Bad}");
        Expect(header.TextBytes >= 0 && header.TextBytes <= LongestText, $"at most {LongestText} bytes of text, found {header.TextBytes}");
        Expect(header.NextOffset >= 0, $"an offset of at least 0, found {header.NextOffset}");
        if (header.Kind == FrameKind.Failure)
            Expect(header.Rows == 0 && header.Bad == 0 && Enum.IsDefined((FailureKind)header.Index), $"a kind of failure, found {header.Index}");
    }

    private static void Expect(bool holds, string expected)
    {
        if (!holds)
            throw new InvalidDataException($"expected {expected}");
    }
}

/// <summary>Reads the frames of one lease from a stream, the rows straight into the memory of their block.</summary>
/// <param name="stream">The stream.</param>
/// <param name="limits">What they may hold.</param>
internal sealed class FrameReader(Stream stream, FrameLimits limits)
{
    private readonly byte[] _header = new byte[FrameHeader.Size];
    private uint _checksum;

    /// <summary>Waits for the next header.</summary>
    /// <exception cref="EndOfStreamException">The stream has ended.</exception>
    /// <exception cref="InvalidDataException">What came is no header of this lease, or beyond a limit.</exception>
    public async ValueTask<FrameHeader> ReadHeaderAsync(CancellationToken cancel)
    {
        await stream.ReadExactlyAsync(_header, cancel);
        var header = FrameHeader.Read(_header);
        limits.Check(header);
        _checksum = FrameHeader.Begin(_header);
        return header;
    }

    /// <summary>Reads the block behind a header.</summary>
    /// <param name="header">The header that was read last.</param>
    /// <param name="split">The split.</param>
    /// <param name="values">Takes the rows; the block owns it.</param>
    /// <param name="offsets">Takes their offsets; the block owns it.</param>
    /// <param name="reader">Who gets the credit back.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="InvalidDataException">The checksum is another one, or the bad records are not what their lengths say.</exception>
    public async ValueTask<RowBlock> ReadBlockAsync(FrameHeader header, Split split, Pooled<byte[]> values, Pooled<long[]> offsets,
        IActorRef reader, CancellationToken cancel)
    {
        await FillAsync(new PinnedArrayMemory<long>(offsets.Value).Memory[..(int)header.OffsetBytes], cancel);
        var bad = header.TextBytes == 0 ? [] : new byte[header.TextBytes];
        await FillAsync(bad, cancel);
        await FillAsync(values.Value.AsMemory(0, (int)header.ValueBytes), cancel);
        CheckSum();
        return new RowBlock(split, header.Index, header.Part, header.Kind != FrameKind.Part, header.Kind == FrameKind.Block ? header.NextOffset : null,
            header.Rows, values, offsets, header.BlankLines, BadRecords(bad, header.Bad), reader, reader);
    }

    /// <summary>Reads the failure behind a header.</summary>
    /// <inheritdoc cref="ReadBlockAsync"/>
    public async ValueTask<PipelineException> ReadFailureAsync(FrameHeader header, CancellationToken cancel)
    {
        var text = new byte[header.TextBytes];
        await FillAsync(text, cancel);
        CheckSum();
        return new PipelineException((FailureKind)header.Index, Encoding.UTF8.GetString(text));
    }

    private async ValueTask FillAsync(Memory<byte> memory, CancellationToken cancel)
    {
        await stream.ReadExactlyAsync(memory, cancel);
        _checksum = FrameHeader.Checksum(_checksum, memory.Span);
    }

    private void CheckSum()
    {
        if (_checksum != FrameHeader.ReadChecksum(_header))
            throw new InvalidDataException($"expected the checksum {FrameHeader.ReadChecksum(_header):x8}, found {_checksum:x8}");
    }

    private static List<BadRecord> BadRecords(ReadOnlySpan<byte> bytes, int count)
    {
        var records = new List<BadRecord>(Math.Min(count, bytes.Length / FrameHeader.BadRecordSize));
        for (var i = 0; i < count; i++)
        {
            var length = bytes.Length < FrameHeader.BadRecordSize ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
            if (length < 0 || length > bytes.Length - FrameHeader.BadRecordSize)
                throw new InvalidDataException($"expected {count} bad records, found {i}");
            records.Add(new(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]), Encoding.UTF8.GetString(bytes.Slice(FrameHeader.BadRecordSize, length))));
            bytes = bytes[(FrameHeader.BadRecordSize + length)..];
        }
        return records;
    }
}
