using ActorPipeline.Formats;
using ActorPipeline.Stages;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>The row buffers for so many splits on the trainer's node, a window of them for each.</summary>
internal sealed record LeaseMemory(int Splits, int Window, int BlockBytes, Decoder.RowMemory Rows)
{
    public static LeaseMemory For(int splits, int window, int blockBytes, int rowBlockBytes, IRecordSchema schema) =>
        new(splits, window, blockBytes, Decoder.RowMemory.For(splits * window, blockBytes, rowBlockBytes, schema));
}
