using ActorPipeline.Data;
using ActorPipeline.Memory;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>Gives the credit of one split's row blocks back: of a part to its decoder, of blocks to their reader.</summary>
/// <param name="window">Blocks of the split that the reader may have in flight.</param>
internal sealed class SplitCredit(int window)
{
    private readonly DemandWindow _window = new(window);

    /// <summary>A block was consumed, and its memory returned.</summary>
    public void Return(RowBlock block)
    {
        if (!block.IsLastPart)
            block.Decoder.Tell(new Decoder.Continue(block.Run, block.Split.Sequence, block.Index));
        else if (_window.Consume() is > 0 and var count)
            block.Reader.Tell(new LineReader.Request(block.Run, block.Split.Sequence, count));
    }
}
