using ActorPipeline.Errors;
using ActorPipeline.Memory;
using ActorPipeline.Settings;

namespace ActorPipeline.Data;

/// <summary>
/// The memory of one batch, which rows are gathered straight into. This one is made of arrays; a consumer whose device wants another
/// kind, page-locked for example, derives its own (see the consumer's <c>CreateSlot</c>).
/// </summary>
public class BatchSlot : IDisposable
{
    private readonly Memory<float> _features;
    private readonly Memory<float> _labels;

    /// <summary>A slot of arrays.</summary>
    /// <param name="rows">Rows of a batch at most.</param>
    /// <param name="width">Features of a row.</param>
    public BatchSlot(int rows, int width)
        : this(BufferPool<float>.Allocate(checked(rows * width)), BufferPool<float>.Allocate(rows))
    {
    }

    /// <summary>A slot of the deriver's own memory, which stays valid until <see cref="Dispose()"/>.</summary>
    /// <param name="features">Rows x width float32.</param>
    /// <param name="labels">A float32 for each row.</param>
    protected BatchSlot(Memory<float> features, Memory<float> labels)
    {
        (_features, _labels) = (features, labels);
        Origins = BufferPool<RowOrigin>.Allocate(labels.Length);
    }

    internal Span<float> Features => _features.Span;

    internal Span<float> Labels => _labels.Span;

    internal RowOrigin[] Origins { get; }

    /// <summary>
    /// A batch is whole, and its step comes when those before it are done: its way to the device may begin. Called on the thread that
    /// gathers the next batch, not on that of the consumer.
    /// </summary>
    /// <param name="rows">Rows of the batch.</param>
    public virtual void Filled(int rows)
    {
        // an array is where it is used
    }

    /// <summary>Releases the memory; called once, when nobody holds a batch any more.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
        // arrays need no release
    }
}

/// <summary>
/// The slots that a run's mini-batches are made of. Each is made when its first row comes, so that the first blocks are read while a tensor
/// library is being loaded; the bytes count from the beginning.
/// </summary>
internal sealed class BatchMemory : Pool<Lazy<BatchSlot>>, IDisposable
{
    private readonly IReadOnlyList<Lazy<BatchSlot>> _slots;

    private BatchMemory(long bytesEach, IReadOnlyList<Lazy<BatchSlot>> slots)
        : base("batches", bytesEach, slots) => _slots = slots;

    /// <param name="batches">Batches that may exist at the same time.</param>
    /// <param name="batchSize">Rows of a batch at most.</param>
    /// <param name="width">Features of a row.</param>
    /// <param name="create">Makes one slot of so many rows and features; null: of arrays.</param>
    /// <exception cref="PipelineException">A batch does not fit into one array.</exception>
    public static unsafe BatchMemory For(int batches, int batchSize, int width, Func<int, int, BatchSlot>? create = null)
    {
        if ((long)batchSize * width > Array.MaxLength)
            throw SettingsReader.Wrong("shuffle.batch-size", $"at most {Array.MaxLength / width} rows of {width} features", batchSize.ToString());
        create ??= (rows, features) => new BatchSlot(rows, features);
        return new((long)batchSize * ((width + 1) * sizeof(float) + sizeof(RowOrigin)),
            [.. Enumerable.Range(0, batches).Select(_ => new Lazy<BatchSlot>(() => create(batchSize, width)))]);
    }

    public void Dispose()
    {
        foreach (var slot in _slots.Where(s => s.IsValueCreated))
            slot.Value.Dispose();
    }
}
