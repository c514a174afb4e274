using ActorPipeline.Data;

namespace ActorPipeline.Stages;

/// <summary>The blocks that a decoder has, each until its last part has left. They outlive the actor's restarts, so a part is taken off after it was sent.</summary>
internal sealed class OpenBlocks
{
    private readonly Dictionary<(long Split, int Index), OpenBlock> _blocks = [];

    /// <summary>A block came.</summary>
    public OpenBlock Add(RecordBlock block)
    {
        var open = new OpenBlock(block);
        _blocks.Add((block.Split.Sequence, block.Index), open);
        return open;
    }

    /// <summary>A block that is not done; null: it is done, or was abandoned.</summary>
    public OpenBlock? Find(long split, int index) => _blocks.GetValueOrDefault((split, index));

    /// <summary>Gives a block up, and its memory back.</summary>
    public void Close(OpenBlock open)
    {
        if (_blocks.Remove((open.Block.Split.Sequence, open.Block.Index)))
            open.Block.ReturnMemory();
    }

    /// <summary>Gives all of them up, or all of one split.</summary>
    public void CloseAll(long? split = null)
    {
        foreach (var open in _blocks.Values.Where(open => split is null || open.Block.Split.Sequence == split).ToArray())
            Close(open);
    }
}
