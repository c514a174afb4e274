using ActorPipeline.Decoding;
using ActorPipeline.Flow;
using ActorPipeline.Settings;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Supervision;

/// <summary>All memory of one run, taken at its start: the sum of all windows, the shuffle buffer, and the batches.</summary>
internal sealed record PipelineBuffers(BufferPool<byte> Lines, Decoder.RowMemory Rows, BatchMemory Batches, long SlabBytes) : IDisposable
{
    private IPool[] Pools => [Lines, Rows.Values, Rows.Offsets, Batches];

    /// <summary>Bytes held.</summary>
    public long Bytes => SlabBytes + Pools.Sum(p => p.Bytes);

    /// <summary>Buffers that somebody holds.</summary>
    public int Outstanding => Pools.Sum(p => p.Outstanding);

    /// <param name="settings">How many and how large.</param>
    /// <param name="shape">The shape of a row.</param>
    /// <param name="createSlot">Makes the memory of one batch of so many rows and features.</param>
    public static PipelineBuffers For(PipelineSettings settings, RecordShape shape, Func<int, int, BatchSlot> createSlot)
    {
        var (reader, shuffle) = (settings.Reader, settings.Shuffle);
        var blocks = reader.SplitsUnderWay * reader.Window;
        return new(
            new("line blocks", blocks, reader.BlockBytes),
            Decoder.RowMemory.For(blocks, reader.BlockBytes, settings.Decoder.Format, shape),
            BatchMemory.For(shuffle.Batches, shuffle.BatchSize, shape.Features, createSlot),
            ShuffleSlab.BytesFor(shuffle.Capacity, shape.RowLength));
    }

    /// <summary>Releases what the consumer's kind of memory holds; nothing where somebody still holds a batch.</summary>
    public void Dispose()
    {
        if (Batches.Outstanding == 0)
            Batches.Dispose();
    }
}
