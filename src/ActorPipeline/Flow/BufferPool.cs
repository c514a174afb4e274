using System.Runtime.CompilerServices;

namespace ActorPipeline.Flow;

/// <summary>A message that carries memory. Whoever holds it owns the memory, and passes it on or returns it.</summary>
public interface IOwnsMemory
{
    /// <summary>The run whose memory it is.</summary>
    RunId Run { get; }

    /// <summary>Gives the memory back to its pool; the message must not be used afterwards.</summary>
    void ReturnMemory();
}

/// <summary>Memory of a <see cref="BufferPool{T}"/>, with exactly one owner at any time.</summary>
public sealed class PooledBuffer<T>
{
    private readonly BufferPool<T> _pool;
    private int _rented;

    internal PooledBuffer(BufferPool<T> pool, int length)
    {
        _pool = pool;
        Array = GC.AllocateUninitializedArray<T>(length, pinned: !RuntimeHelpers.IsReferenceOrContainsReferences<T>());
    }

    /// <summary>The memory; its contents are undefined when rented.</summary>
    public T[] Array { get; }

    internal void MarkRented() => Volatile.Write(ref _rented, 1);

    /// <summary>Gives the buffer back.</summary>
    /// <exception cref="InvalidOperationException">It was given back before.</exception>
    public void Return()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 0)
            throw new InvalidOperationException($"A buffer of the pool '{_pool.Name}' was returned twice.");
        _pool.TakeBack(this);
    }
}

/// <summary>What is known of any pool, whatever its elements.</summary>
public interface IBufferPool
{
    /// <summary>What the buffers are for.</summary>
    string Name { get; }

    /// <summary>Bytes that the pool holds, from its creation on.</summary>
    long Bytes { get; }

    /// <summary>Buffers rented and not returned.</summary>
    int Outstanding { get; }
}

/// <summary>
/// A fixed number of buffers of one length, made at once, safe for use by any number of threads. The settings decide count and length;
/// credit guarantees that there is always one to rent, so an empty pool is a bug of the pipeline and throws.
/// </summary>
public sealed class BufferPool<T> : IBufferPool
{
    private readonly Stack<PooledBuffer<T>> _free;
    private readonly int _count;

    /// <param name="name">What the buffers are for; errors name it.</param>
    /// <param name="count">Buffers, at least 1.</param>
    /// <param name="length">Elements in each buffer.</param>
    public BufferPool(string name, int count, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (Name, _count) = (name, count);
        Bytes = (long)count * length * Unsafe.SizeOf<T>();
        _free = new(count);
        for (var i = 0; i < count; i++)
            _free.Push(new PooledBuffer<T>(this, length));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long Bytes { get; }

    /// <inheritdoc/>
    public int Outstanding
    {
        get
        {
            lock (_free)
                return _count - _free.Count;
        }
    }

    /// <summary>A buffer, owned by the caller until it is handed on or returned.</summary>
    /// <exception cref="InvalidOperationException">All are rented: something sent without credit.</exception>
    public PooledBuffer<T> Rent()
    {
        lock (_free)
        {
            if (!_free.TryPop(out var buffer))
                throw new InvalidOperationException($"All {_count} buffers of the pool '{Name}' are rented; credit should have prevented this.");
            buffer.MarkRented();
            return buffer;
        }
    }

    internal void TakeBack(PooledBuffer<T> buffer)
    {
        lock (_free)
            _free.Push(buffer);
    }
}
