using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ActorPipeline.Decoding;
using ActorPipeline.Flow;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>Frames, one after the other in the same memory, which one write can take.</summary>
/// <param name="lease">The lease that they answer.</param>
/// <param name="rowLength">Floats of a row.</param>
internal sealed class FrameWriter(long lease, int rowLength) : IDisposable
{
    private byte[] _memory = [];

    /// <summary>The frame of a block, valid until the next one.</summary>
    public ReadOnlyMemory<byte> Of(RowBlock block)
    {
        var text = block.Bad.Sum(bad => 16 + Encoding.UTF8.GetByteCount(bad.Reason));
        var header = new FrameHeader(block.IsLast ? FrameKind.LastBlock : FrameKind.Block, lease, block.Index, block.Rows, rowLength,
            block.BlankLines, block.Bad.Count, text, block.NextOffset ?? 0);
        var frame = Begin(header);
        var payload = frame.Span[FrameHeader.Size..];
        MemoryMarshal.AsBytes(block.Values.Value.AsSpan(0, block.Rows * rowLength)).CopyTo(payload);
        payload = payload[(int)header.ValueBytes..];
        MemoryMarshal.AsBytes(block.Offsets.Value.AsSpan(0, block.Rows)).CopyTo(payload);
        payload = payload[(int)header.OffsetBytes..];
        foreach (var bad in block.Bad)
        {
            var length = Encoding.UTF8.GetBytes(bad.Reason, payload[16..]);
            BinaryPrimitives.WriteInt64LittleEndian(payload, bad.Offset);
            BinaryPrimitives.WriteInt32LittleEndian(payload[8..], bad.Column);
            BinaryPrimitives.WriteInt32LittleEndian(payload[12..], length);
            payload = payload[(16 + length)..];
        }
        FrameHeader.Seal(frame.Span);
        return frame;
    }

    /// <summary>The frame of a failure.</summary>
    public ReadOnlyMemory<byte> Of(PipelineException failure)
    {
        var text = Encoding.UTF8.GetBytes(failure.Message);
        var frame = Begin(new(FrameKind.Failure, lease, (int)failure.Kind, 0, rowLength, 0, 0, text.Length, 0));
        text.CopyTo(frame[FrameHeader.Size..]);
        FrameHeader.Seal(frame.Span);
        return frame;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_memory);

    private Memory<byte> Begin(FrameHeader header)
    {
        var length = checked((int)(FrameHeader.Size + header.ValueBytes + header.OffsetBytes + header.TextBytes));
        if (_memory.Length < length)
        {
            ArrayPool<byte>.Shared.Return(_memory);
            _memory = ArrayPool<byte>.Shared.Rent(length);
        }
        header.Write(_memory);
        return _memory.AsMemory(0, length);
    }
}
