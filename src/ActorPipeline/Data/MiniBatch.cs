using System.Runtime.InteropServices;
using ActorPipeline.Memory;

namespace ActorPipeline.Data;

/// <summary>One field of a batch, in the batch's memory; valid as long as that is the batch's.</summary>
public readonly ref struct BatchField
{
    internal BatchField(Field field, ReadOnlySpan<byte> bytes)
    {
        Field = field;
        Bytes = bytes;
    }

    /// <summary>Name, type and shape.</summary>
    public Field Field { get; }

    /// <summary>Row after row, little-endian.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Its elements, row after row.</summary>
    /// <exception cref="InvalidCastException">They are of another type.</exception>
    public ReadOnlySpan<T> As<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Field.Type == TypeOf<T>()
        ? Bytes
        : throw new InvalidCastException($"Expected the elements of {Field}, found {typeof(T).Name}."));

    private static FieldType? TypeOf<T>() =>
        typeof(T) == typeof(float) ? FieldType.Float32 : typeof(T) == typeof(long) ? FieldType.Int64 : typeof(T) == typeof(byte) ? FieldType.UInt8 : null;
}

/// <summary>Rows to train on in one step. Owns its memory; the consumer returns it after the step.</summary>
public sealed class MiniBatch : IOwnsMemory
{
    private Pooled<Lazy<BatchSlot>>? _slot;

    internal MiniBatch(RunId run, long step, BatchMemory memory)
    {
        (Run, Step) = (run, step);
        _slot = memory.Rent();
    }

    /// <summary>A batch that was started before; <see cref="Restore"/> brings its rows.</summary>
    internal MiniBatch(RunId run, long step, BatchMemory memory, IReadOnlyList<RowOrigin> origins)
        : this(run, step, memory)
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

    /// <summary>The layout of its rows.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public RowLayout Layout => Slot.Layout;

    /// <summary>A field of all rows, by its name.</summary>
    /// <exception cref="KeyNotFoundException">The rows have no such field.</exception>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public BatchField this[string name] => this[Layout.IndexOf(name)];

    /// <summary>A field of all rows, by its place in the layout.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public BatchField this[int field] => new(Layout.Fields[field], Slot.Field(field)[..(Count * Layout.Fields[field].Bytes)]);

    /// <summary>The field <c>features</c> of plain numbers: Count x its length, row after row.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public ReadOnlySpan<float> Features => this["features"].As<float>();

    /// <summary>The field <c>label</c> of plain numbers: one for each row.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public ReadOnlySpan<float> Labels => this["label"].As<float>();

    /// <summary>Where each of the rows stands in the files.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public ReadOnlySpan<RowOrigin> Origins => Slot.Origins.AsSpan(0, Count);

    /// <summary>The memory that the rows are in; of the kind that the consumer made.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been returned.</exception>
    public BatchSlot Slot => _slot?.Value.Value ?? throw new ObjectDisposedException($"batch {Step}", "Its memory has been returned: it is another batch's now.");

    /// <summary>Where the stream is after this batch; null unless a checkpoint is due.</summary>
    public StreamCursor? Cursor { get; internal set; }

    /// <summary>
    /// Epochs that this batch completes: each of their rows has been in it or in one before. The end of an epoch's input is learnt
    /// when more rows are wanted, so an epoch may count only one batch later, or at the end of the stream.
    /// </summary>
    public int EpochsCompleted { get; internal set; }

    /// <summary>A batch of plain numbers without a pipeline, to try a trainer with. Its step is 1.</summary>
    /// <param name="width">Features of a row.</param>
    /// <param name="features">Rows x width float32, row after row.</param>
    /// <param name="labels">A label for each row.</param>
    /// <exception cref="ArgumentException">The two lengths do not fit each other.</exception>
    public static MiniBatch Of(int width, ReadOnlySpan<float> features, ReadOnlySpan<float> labels)
    {
        if (features.Length != (long)width * labels.Length)
            throw new ArgumentException($"Expected {width} features for each of {labels.Length} labels, found {features.Length}.", nameof(features));
        var batch = new MiniBatch(default, 1, BatchMemory.For(batches: 1, labels.Length, RowLayout.Numbers(width))) { Count = labels.Length };
        MemoryMarshal.AsBytes(features).CopyTo(batch.Slot.Field(0));
        MemoryMarshal.AsBytes(labels).CopyTo(batch.Slot.Field(1));
        return batch;
    }

    /// <inheritdoc/>
    public void ReturnMemory() => (Interlocked.Exchange(ref _slot, null)
        ?? throw new InvalidOperationException($"The memory of batch {Step} was returned twice.")).Return();

    internal void Add(ReadOnlySpan<byte> row, RowOrigin origin)
    {
        Slot.Origins[Count] = origin;
        Restore(Count++, row);
    }

    internal void Restore(int index, ReadOnlySpan<byte> row) => Slot.Put(index, row);

    internal void Clear() => Count = 0;
}
