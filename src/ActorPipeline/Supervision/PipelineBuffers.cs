using ActorPipeline.Decoding;
using ActorPipeline.Flow;
using ActorPipeline.Settings;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Supervision;

/// <summary>All memory of one run, taken at its start: the sum of all windows, the shuffle buffer, and the batches.</summary>
internal sealed record PipelineBuffers(BufferPool<byte> Lines, Decoder.RowMemory Rows, BatchMemory Batches, long SlabBytes)
{
    private IBufferPool[] Pools => [Lines, Rows.Values, Rows.Offsets, Batches.Features, Batches.Labels, Batches.Origins];

    /// <summary>Bytes held.</summary>
    public long Bytes => SlabBytes + Pools.Sum(p => p.Bytes);

    /// <summary>Buffers that somebody holds.</summary>
    public int Outstanding => Pools.Sum(p => p.Outstanding);

    public static PipelineBuffers For(PipelineSettings settings, RecordShape shape)
    {
        var (reader, shuffle) = (settings.Reader, settings.Shuffle);
        var blocks = reader.SplitsUnderWay * reader.Window;
        return new(
            new("line blocks", blocks, reader.BlockBytes),
            Decoder.RowMemory.For(blocks, reader.BlockBytes, settings.Decoder.Format, shape),
            BatchMemory.For(shuffle.Batches, shuffle.BatchSize, shape.Features),
            ShuffleSlab.BytesFor(shuffle.Capacity, shape.RowLength));
    }
}
