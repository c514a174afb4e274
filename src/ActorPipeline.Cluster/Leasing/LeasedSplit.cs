using ActorPipeline.Data;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>A split in flight, and the room for its blocks on the trainer's node.</summary>
internal sealed class LeasedSplit(Split split, int window)
{
    private long _offset = split.From?.Offset ?? split.Start;

    /// <summary>The split as it is in the order.</summary>
    public Split Split { get; } = split;

    /// <summary>Blocks that its pulls may still take in.</summary>
    public SemaphoreSlim Credit { get; } = new(window);

    /// <summary>Pulls that have not ended.</summary>
    public int Pulls { get; set; }

    /// <summary>Every block has been consumed.</summary>
    public bool IsReleased { get; set; }

    /// <summary>A part of a block was received: returns the bytes of the file that it completes.</summary>
    public long Advance(RowBlock block)
    {
        if (!block.IsLastPart)
            return 0;
        var next = block.NextOffset ?? Math.Max(Split.End, _offset);
        var bytes = next - _offset;
        _offset = next;
        return bytes;
    }
}
