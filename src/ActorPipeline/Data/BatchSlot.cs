using ActorPipeline.Errors;
using ActorPipeline.Memory;
using ActorPipeline.Settings;

namespace ActorPipeline.Data;

/// <summary>
/// The memory of one batch, a piece for each field, which rows are gathered straight into. This one is made of arrays; a consumer whose device
/// wants another kind, page-locked for example, derives its own (see the consumer's <c>CreateSlot</c>).
/// </summary>
public class BatchSlot : IDisposable
{
    private readonly Memory<byte>[] _fields;

    /// <summary>A slot of arrays.</summary>
    /// <param name="rows">Rows of a batch at most.</param>
    /// <param name="layout">The layout of a row.</param>
    public BatchSlot(int rows, RowLayout layout)
        : this(rows, layout, [.. layout.Fields.Select(f => (Memory<byte>)BufferPool<byte>.Allocate(checked(rows * f.Bytes)))])
    {
    }

    /// <summary>A slot of the deriver's own memory, which stays valid until <see cref="Dispose()"/>.</summary>
    /// <param name="rows">Rows of a batch at most.</param>
    /// <param name="layout">The layout of a row.</param>
    /// <param name="fields">For each field its bytes in all rows, row after row.</param>
    protected BatchSlot(int rows, RowLayout layout, Memory<byte>[] fields)
    {
        (Layout, _fields, Origins) = (layout, fields, BufferPool<RowOrigin>.Allocate(rows));
    }

    /// <summary>The layout of a row.</summary>
    public RowLayout Layout { get; }

    internal RowOrigin[] Origins { get; }

    /// <summary>
    /// A batch is complete, and its step comes when those before it are done: its copy to the device may start. Called on the thread that
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

    internal Span<byte> Field(int index) => _fields[index].Span;

    internal void Put(int index, ReadOnlySpan<byte> row)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            var field = Layout.Slice(row, i);
            field.CopyTo(_fields[i].Span[(index * field.Length)..]);
        }
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
    /// <param name="layout">The layout of a row.</param>
    /// <param name="create">Makes one slot of so many rows; null: of arrays.</param>
    /// <exception cref="PipelineException">A batch does not fit into one array.</exception>
    public static unsafe BatchMemory For(int batches, int batchSize, RowLayout layout, Func<int, RowLayout, BatchSlot>? create = null)
    {
        if ((long)batchSize * layout.RowBytes > Array.MaxLength)
            throw SettingsReader.Wrong("shuffle.batch-size", $"at most {Array.MaxLength / layout.RowBytes} rows of {layout.RowBytes} bytes", batchSize.ToString());
        create ??= (rows, fields) => new BatchSlot(rows, fields);
        return new((long)batchSize * (layout.RowBytes + sizeof(RowOrigin)),
            [.. Enumerable.Range(0, batches).Select(_ => new Lazy<BatchSlot>(() => create(batchSize, layout)))]);
    }

    public void Dispose()
    {
        foreach (var slot in _slots.Where(s => s.IsValueCreated))
            slot.Value.Dispose();
    }
}
