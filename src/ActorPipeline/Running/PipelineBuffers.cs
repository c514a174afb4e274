using ActorPipeline.Data;
using ActorPipeline.Memory;

namespace ActorPipeline.Running;

/// <summary>All memory of one run, taken at its start: the windows of the feed, the shuffle buffer, and the batches.</summary>
internal sealed record PipelineBuffers(IReadOnlyList<IPool> Feed, BatchMemory Batches, long SlabBytes) : IDisposable
{
    /// <summary>Bytes held.</summary>
    public long Bytes => SlabBytes + Batches.Bytes + Feed.Sum(p => p.Bytes);

    /// <summary>Buffers that somebody holds.</summary>
    public int Outstanding => Batches.Outstanding + Feed.Sum(p => p.Outstanding);

    /// <summary>Releases what the consumer's kind of memory holds; nothing where somebody still holds a batch.</summary>
    public void Dispose()
    {
        if (Batches.Outstanding == 0)
            Batches.Dispose();
    }
}
