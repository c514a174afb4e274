using ActorPipeline.Formats.Csv;
using ActorPipeline.Stages;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>The memory for the blocks of so many splits on the trainer's node, each with a window of them.</summary>
internal sealed record LeaseMemory(int Splits, int Window, int BlockBytes, int MaxRows, Decoder.RowMemory Rows)
{
    public static LeaseMemory For(int splits, int window, int blockBytes, CsvFormat format, RecordShape shape) => new(splits, window, blockBytes,
        new CsvDecoder(format, shape).MaxRows(blockBytes), Decoder.RowMemory.For(splits * window, blockBytes, format, shape));
}
