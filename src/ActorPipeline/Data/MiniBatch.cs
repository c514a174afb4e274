using ActorPipeline.Memory;

namespace ActorPipeline.Data;

/// <summary>Rows to train on in one step. Owns its memory; the consumer returns it after the step.</summary>
public sealed class MiniBatch : IOwnsMemory
{
    private Pooled<Lazy<BatchSlot>>? _slot;

    internal MiniBatch(RunId run, long step, int width, BatchMemory memory)
    {
        (Run, Step, Width) = (run, step, width);
        _slot = memory.Rent();
    }

    /// <summary>A batch that was begun before; <see cref="Restore"/> brings its rows.</summary>
    internal MiniBatch(RunId run, long step, int width, BatchMemory memory, IReadOnlyList<RowOrigin> origins)
        : this(run, step, width, memory)
    {
        for (; Count < origins.Count; Count++)
            Slot.Origins[Count] = origins[Count];
    }

    /// <inheritdoc/>
    public RunId Run { get; }

    /// <summary>Its number in the stream, 1-based: the global step that trains on it.</summary>
    public long Step { get; }

    /// <summary>Rows.</summary>
    public int Count { get; private set; }

    /// <summary>Features of a row.</summary>
    public int Width { get; }

    /// <summary>Count x Width float32, row after row.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public ReadOnlySpan<float> Features => Slot.Features[..(Count * Width)];

    /// <summary>Count labels.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public ReadOnlySpan<float> Labels => Slot.Labels[..Count];

    /// <summary>Where each of the rows stands in the files.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public ReadOnlySpan<RowOrigin> Origins => Slot.Origins.AsSpan(0, Count);

    /// <summary>The memory that the rows are in; of the kind that the consumer made.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public BatchSlot Slot => _slot?.Value.Value ?? throw new ObjectDisposedException($"batch {Step}", "Its memory has been returned: it is another batch's now.");

    /// <summary>Where the stream is after this batch; null unless a checkpoint is due.</summary>
    public StreamCursor? Cursor { get; internal set; }

    /// <summary>
    /// Epochs that are over with this batch: each of their rows has been in it or in one before. The end of an epoch's input is learnt
    /// when more rows are wanted, so an epoch may count only one batch later, or at the end of the stream.
    /// </summary>
    public int EpochsCompleted { get; internal set; }

    /// <summary>A batch without a pipeline, to try a trainer with. Its step is 1.</summary>
    /// <param name="width">Features of a row.</param>
    /// <param name="features">Rows x width float32, row after row.</param>
    /// <param name="labels">A label for each row.</param>
    /// <exception cref="ArgumentException">The two lengths do not fit each other.</exception>
    public static MiniBatch Of(int width, ReadOnlySpan<float> features, ReadOnlySpan<float> labels)
    {
        if (features.Length != (long)width * labels.Length)
            throw new ArgumentException($"Expected {width} features for each of {labels.Length} labels, found {features.Length}.", nameof(features));
        var batch = new MiniBatch(default, 1, width, BatchMemory.For(batches: 1, labels.Length, width)) { Count = labels.Length };
        features.CopyTo(batch.Slot.Features);
        labels.CopyTo(batch.Slot.Labels);
        return batch;
    }

    /// <inheritdoc/>
    public void ReturnMemory() => (Interlocked.Exchange(ref _slot, null)
        ?? throw new InvalidOperationException($"The memory of batch {Step} was returned twice.")).Return();

    internal void Add(ReadOnlySpan<float> row, RowOrigin origin)
    {
        Slot.Origins[Count] = origin;
        Restore(Count++, row);
    }

    internal void Restore(int index, ReadOnlySpan<float> row)
    {
        var slot = Slot;
        row[..Width].CopyTo(slot.Features[(index * Width)..]);
        slot.Labels[index] = row[Width];
    }

    internal void Clear() => Count = 0;
}
