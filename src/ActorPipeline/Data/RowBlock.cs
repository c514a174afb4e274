using ActorPipeline.Memory;
using Akka.Actor;

namespace ActorPipeline.Data;

/// <summary>
/// Rows of one block, as many as fit into a row buffer: a block whose rows need more comes in several parts, each when the rows before it have
/// been consumed. Owns its memory.
/// </summary>
/// <param name="Split">The split.</param>
/// <param name="Index">The block's place in the split, 0-based.</param>
/// <param name="Part">The part's place in the block, 0-based.</param>
/// <param name="IsLastPart">No part of the block follows.</param>
/// <param name="NextOffset">Where in the file the split's next block starts; null if there is none, or a part of this one follows.</param>
/// <param name="Rows">How many; none only where the block has no other row.</param>
/// <param name="Values">Row after row, as the layout has them.</param>
/// <param name="Offsets">Where each row's record starts in the file.</param>
/// <param name="BlankLines">Lines without text, left out.</param>
/// <param name="Bad">Records left out, in the order of the file.</param>
/// <param name="Reader">Who read the block, and gets the credit back behind its last part.</param>
/// <param name="Decoder">Who has the rest of the block, and gives the next part when asked to.</param>
public sealed record RowBlock(Split Split, int Index, int Part, bool IsLastPart, long? NextOffset, int Rows, Pooled<byte[]> Values,
    Pooled<long[]> Offsets, int BlankLines, IReadOnlyList<BadRecord> Bad, IActorRef Reader, IActorRef Decoder) : IOwnsMemory
{
    /// <inheritdoc/>
    public RunId Run => Split.Run;

    /// <summary>Nothing of this split follows.</summary>
    public bool IsLast => IsLastPart && NextOffset is null;

    /// <inheritdoc/>
    public void ReturnMemory()
    {
        Values.Return();
        Offsets.Return();
    }
}
