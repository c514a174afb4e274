using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Errors;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>Writes the frames of one lease, the rows straight from the memory of their block.</summary>
/// <param name="pipe">Takes them.</param>
/// <param name="lease">The lease that they answer.</param>
/// <param name="rowBytes">Bytes of a row.</param>
internal sealed class FrameWriter(PipeWriter pipe, long lease, int rowBytes) : IDisposable
{
    // What is written at once stays in the cache on its way through the buffers of the server.
    private const int Slice = 256 * 1024;

    private byte[] _head = [];

    /// <summary>Writes a block.</summary>
    public async ValueTask WriteAsync(RowBlock block, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> values = block.Values.Value.AsMemory(0, block.Rows * rowBytes);
        pipe.Write(HeadOf(block, values.Span).Span); // travels with the first rows
        if (values.IsEmpty)
            await pipe.FlushAsync(cancel);
        for (; values.Length > 0; values = values[Math.Min(Slice, values.Length)..])
            await pipe.WriteAsync(values[..Math.Min(Slice, values.Length)], cancel);
    }

    /// <summary>Writes a failure.</summary>
    public async ValueTask WriteAsync(PipelineException failure, CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetBytes(failure.Message);
        var frame = Begin(new(FrameKind.Failure, lease, (int)failure.Kind, 0, 0, rowBytes, 0, 0, text.Length, 0));
        text.CopyTo(frame[FrameHeader.Size..]);
        FrameHeader.Seal(frame.Span, []);
        await pipe.WriteAsync(frame, cancel);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_head);

    private ReadOnlyMemory<byte> HeadOf(RowBlock block, ReadOnlySpan<byte> values)
    {
        var text = block.Bad.Sum(bad => FrameHeader.BadRecordSize + Encoding.UTF8.GetByteCount(bad.Reason));
        var header = new FrameHeader(
            block.IsLast ? FrameKind.LastBlock : block.IsLastPart ? FrameKind.Block : FrameKind.Part, lease, block.Index, block.Part, block.Rows, rowBytes,
            block.BlankLines, block.Bad.Count, text, block.NextOffset ?? 0);
        var head = Begin(header);
        var payload = head.Span[FrameHeader.Size..];
        MemoryMarshal.AsBytes(block.Offsets.Value.AsSpan(0, block.Rows)).CopyTo(payload);
        payload = payload[(int)header.OffsetBytes..];
        foreach (var bad in block.Bad)
        {
            var length = Encoding.UTF8.GetBytes(bad.Reason, payload[FrameHeader.BadRecordSize..]);
            BinaryPrimitives.WriteInt64LittleEndian(payload, bad.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(payload[8..], bad.Line);
            BinaryPrimitives.WriteInt32LittleEndian(payload[16..], bad.Column);
            BinaryPrimitives.WriteInt32LittleEndian(payload[20..], length);
            payload = payload[(FrameHeader.BadRecordSize + length)..];
        }
        FrameHeader.Seal(head.Span, values);
        return head;
    }

    private Memory<byte> Begin(FrameHeader header)
    {
        var length = checked((int)(FrameHeader.Size + header.OffsetBytes + header.TextBytes));
        if (_head.Length < length)
        {
            ArrayPool<byte>.Shared.Return(_head);
            _head = ArrayPool<byte>.Shared.Rent(length);
        }
        header.Write(_head);
        return _head.AsMemory(0, length);
    }
}
