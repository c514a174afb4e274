using ActorPipeline.Memory;
using Akka.Actor;

namespace ActorPipeline.Data;

/// <summary>A record that is not what the format says.</summary>
/// <param name="Offset">Where its line starts in the file.</param>
/// <param name="Column">The byte of the line where the flaw is, 1-based.</param>
/// <param name="Reason">What was expected, what was found.</param>
public sealed record BadRecord(long Offset, int Column, string Reason);

/// <summary>The rows of one line block. Owns their memory.</summary>
/// <param name="Split">The split.</param>
/// <param name="Index">Its place in the split, 0-based.</param>
/// <param name="NextOffset">Where in the file the split's next block starts; null if there is none.</param>
/// <param name="Rows">Rows in it; there may be none.</param>
/// <param name="Values">Row after row, each the features and then the label.</param>
/// <param name="Offsets">Where each row's line starts in the file.</param>
/// <param name="BlankLines">Lines without text, left out.</param>
/// <param name="Bad">Records left out, in the order of the lines.</param>
/// <param name="Reader">Who read it, and takes the credit back.</param>
public sealed record RowBlock(Split Split, int Index, long? NextOffset, int Rows, Pooled<float[]> Values, Pooled<long[]> Offsets,
    int BlankLines, IReadOnlyList<BadRecord> Bad, IActorRef Reader) : IOwnsMemory
{
    /// <inheritdoc/>
    public RunId Run => Split.Run;

    /// <summary>No block of this split follows.</summary>
    public bool IsLast => NextOffset is null;

    /// <inheritdoc/>
    public void ReturnMemory()
    {
        Values.Return();
        Offsets.Return();
    }
}
