namespace ActorPipeline.Memory;

/// <summary>Memory of a <see cref="Pool{T}"/>, with exactly one owner at any time.</summary>
public sealed class Pooled<T>
{
    private readonly Pool<T> _pool;
    private int _rented;

    internal Pooled(Pool<T> pool, T value) => (_pool, Value) = (pool, value);

    /// <summary>The memory; its contents are undefined when rented.</summary>
    public T Value { get; }

    internal void MarkRented() => Volatile.Write(ref _rented, 1);

    /// <summary>Gives the memory back.</summary>
    /// <exception cref="InvalidOperationException">It was given back before.</exception>
    public void Return()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 0)
            throw new InvalidOperationException($"A buffer of the pool '{_pool.Name}' was returned twice.");
        _pool.TakeBack(this);
    }
}

/// <summary>What is known of any pool, whatever its memory is.</summary>
public interface IPool
{
    /// <summary>What the buffers are for.</summary>
    string Name { get; }

    /// <summary>Bytes that the pool holds, from its creation on.</summary>
    long Bytes { get; }

    /// <summary>Buffers rented and not returned.</summary>
    int Outstanding { get; }
}

/// <summary>
/// A fixed number of buffers of one size, made at once, safe for use by any number of threads. The settings decide count and size;
/// credit guarantees that there is always one to rent, so an empty pool is a bug of the pipeline and throws.
/// </summary>
public class Pool<T> : IPool
{
    private readonly Stack<Pooled<T>> _free;
    private readonly int _count;

    /// <param name="name">What the buffers are for; errors name it.</param>
    /// <param name="bytesEach">Bytes of each buffer.</param>
    /// <param name="buffers">All of them, at least one.</param>
    public Pool(string name, long bytesEach, IEnumerable<T> buffers)
    {
        _free = new(buffers.Select(b => new Pooled<T>(this, b)));
        (Name, _count, Bytes) = (name, _free.Count, _free.Count * bytesEach);
        ArgumentOutOfRangeException.ThrowIfZero(_count, nameof(buffers));
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
    public Pooled<T> Rent()
    {
        lock (_free)
        {
            if (!_free.TryPop(out var buffer))
                throw new InvalidOperationException($"All {_count} buffers of the pool '{Name}' are rented; credit should have prevented this.");
            buffer.MarkRented();
            return buffer;
        }
    }

    internal void TakeBack(Pooled<T> buffer)
    {
        lock (_free)
            _free.Push(buffer);
    }
}
