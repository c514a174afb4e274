using ActorPipeline.Flow;
using ActorPipeline.Settings;

namespace ActorPipeline.Shuffling;

/// <summary>Rows to train on in one step. Owns its memory; the trainer returns it after the step.</summary>
public sealed class MiniBatch : IOwnsMemory
{
    private readonly PooledBuffer<float> _features;
    private readonly PooledBuffer<float> _labels;
    private readonly PooledBuffer<RowOrigin> _origins;

    internal MiniBatch(RunId run, long step, int width, BatchMemory memory)
    {
        (Run, Step, Width) = (run, step, width);
        _features = memory.Features.Rent();
        _labels = memory.Labels.Rent();
        _origins = memory.Origins.Rent();
    }

    /// <summary>A batch that was begun before; <see cref="Restore"/> brings its rows.</summary>
    internal MiniBatch(RunId run, long step, int width, BatchMemory memory, IReadOnlyList<RowOrigin> origins)
        : this(run, step, width, memory)
    {
        for (; Count < origins.Count; Count++)
            _origins.Array[Count] = origins[Count];
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
    public ReadOnlySpan<float> Features => _features.Array.AsSpan(0, Count * Width);

    /// <summary>Count labels.</summary>
    public ReadOnlySpan<float> Labels => _labels.Array.AsSpan(0, Count);

    /// <summary>Where the stream is after this batch; null unless a checkpoint is due.</summary>
    public StreamCursor? Cursor { get; internal set; }

    /// <summary>Where each of the rows stands in the files.</summary>
    public ReadOnlySpan<RowOrigin> Origins => _origins.Array.AsSpan(0, Count);

    /// <inheritdoc/>
    public void ReturnMemory()
    {
        _features.Return();
        _labels.Return();
        _origins.Return();
    }

    internal void Add(ReadOnlySpan<float> row, RowOrigin origin)
    {
        _origins.Array[Count] = origin;
        Restore(Count++, row);
    }

    internal void Restore(int index, ReadOnlySpan<float> row)
    {
        row[..Width].CopyTo(_features.Array.AsSpan(index * Width));
        _labels.Array[index] = row[Width];
    }

    internal void Clear() => Count = 0;
}

/// <summary>The pools that mini-batches are made of.</summary>
internal sealed record BatchMemory(BufferPool<float> Features, BufferPool<float> Labels, BufferPool<RowOrigin> Origins)
{
    /// <exception cref="PipelineException">A batch does not fit into one array.</exception>
    public static BatchMemory For(int batches, int batchSize, int width)
    {
        if ((long)batchSize * width > Array.MaxLength)
            throw SettingsReader.Wrong("shuffle.batch-size", $"at most {Array.MaxLength / width} rows of {width} features", batchSize.ToString());
        return new(new("batch features", batches, batchSize * width), new("batch labels", batches, batchSize), new("batch origins", batches, batchSize));
    }
}
