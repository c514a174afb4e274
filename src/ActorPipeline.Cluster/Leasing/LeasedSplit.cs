using ActorPipeline.Data;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>A split on its way, and the room for its blocks on the trainer's node.</summary>
internal sealed class LeasedSplit(Split split, int window)
{
    private long _taken = split.From?.Offset ?? split.Start;

    /// <summary>The split as it is in the order.</summary>
    public Split Whole { get; } = split;

    /// <summary>Blocks that its pulls may still take in.</summary>
    public SemaphoreSlim Credit { get; } = new(window);

    /// <summary>Pulls that have not ended.</summary>
    public int Pulls { get; set; }

    /// <summary>Every block has been consumed.</summary>
    public bool IsReleased { get; set; }

    /// <summary>A part of a block was taken: the bytes of the file that are done with by it.</summary>
    public long Taken(RowBlock block)
    {
        if (!block.IsLastPart)
            return 0;
        var next = block.NextOffset ?? Math.Max(Whole.End, _taken);
        var bytes = next - _taken;
        _taken = next;
        return bytes;
    }
}
