using ActorPipeline.Memory;
using Akka.Actor;

namespace ActorPipeline.Data;

/// <summary>A run of whole records of one split, as they stand in the file. Owns its bytes.</summary>
/// <param name="Split">The split.</param>
/// <param name="Index">Its place in the split, 0-based.</param>
/// <param name="IsLast">No block of this split follows.</param>
/// <param name="Offset">Where in the file its first record starts.</param>
/// <param name="Buffer">The memory.</param>
/// <param name="Length">Bytes of it that are records; 0 only for a split that owns no record.</param>
/// <param name="Reader">Who read it, and gets the credit back.</param>
public sealed record RecordBlock(Split Split, int Index, bool IsLast, long Offset, Pooled<byte[]> Buffer, int Length, IActorRef Reader)
    : IOwnsMemory
{
    /// <inheritdoc/>
    public RunId Run => Split.Run;

    /// <summary>The records.</summary>
    public ReadOnlySpan<byte> Records => Buffer.Value.AsSpan(0, Length);

    /// <inheritdoc/>
    public void ReturnMemory() => Buffer.Return();
}
