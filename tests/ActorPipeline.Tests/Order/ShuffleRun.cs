using ActorPipeline.Data;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

/// <summary>A core between invented rows and a consumer that keeps the origins of each batch.</summary>
internal sealed class ShuffleRun
{
    private readonly InventedRows _data;
    private readonly BatchMemory _memory;
    private readonly long _stepsBefore;

    public ShuffleRun(InventedRows data, ShuffleSettings settings, StreamCursor? from = null)
    {
        _data = data;
        _memory = BatchMemory.For(settings.Batches, settings.BatchSize, InventedRows.Layout);
        _stepsBefore = from?.Steps ?? 0;
        Core = new ShuffleBufferCore(data.Run, settings, InventedRows.Layout.RowBytes, data.SplitsPerEpoch, _memory, from);
        foreach (var (index, origin) in (from is null ? [] : from.Drawn.Concat(from.Waiting)).Index())
            Core.Restore(index, InventedRows.Row(origin.Offset));
    }

    public ShuffleBufferCore Core { get; }

    public List<RowOrigin[]> Batches { get; } = [];

    /// <summary>Epochs that were over with each batch.</summary>
    public List<int> EpochsCompleted { get; } = [];

    public List<StreamEnd> Ends { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>The cursors that came with batches, by their step.</summary>
    public Dictionary<long, StreamCursor> Cursors { get; } = [];

    /// <summary>Buffers that somebody holds.</summary>
    public int Outstanding => _data.Outstanding + _memory.Outstanding;

    /// <summary>A block arrives.</summary>
    public void Add((long Split, int Index) at) => Add(_data.Block(at));

    /// <summary>A block arrives in parts of so many rows.</summary>
    public void Add((long Split, int Index) at, int rowsEach)
    {
        foreach (var part in _data.Parts(at, rowsEach))
            Add(part);
    }

    private void Add(RowBlock block)
    {
        if (!Core.TryAccept(block))
            block.ReturnMemory();
        Resume();
    }

    /// <summary>The consumer asks for more.</summary>
    public void Request(int count)
    {
        Core.Request(count);
        Resume();
    }

    /// <summary>Does what there is to do.</summary>
    public void Resume()
    {
        while (Core.Next() is { } effect)
        {
            switch (effect)
            {
                case ShuffleEffect.Emit(var batch):
                    Keep(batch);
                    break;
                case ShuffleEffect.End(var end):
                    Ends.Add(end);
                    break;
                case ShuffleEffect.Consumed(var block):
                    block.ReturnMemory();
                    break;
                case ShuffleEffect.Warn(var text):
                    Warnings.Add(text);
                    break;
            }
        }
    }

    /// <summary>Everything arrives in logical order, and there is credit for each batch.</summary>
    public ShuffleRun ToTheEnd(int epochs)
    {
        foreach (var block in Enumerable.Range(0, epochs).SelectMany(_data.BlocksOf))
        {
            Add(block);
            while (AskedForMore()) { }
        }
        return this;
    }

    private bool AskedForMore()
    {
        var before = Batches.Count;
        Request(1);
        return Batches.Count > before;
    }

    private void Keep(MiniBatch batch)
    {
        Assert.Equal(_stepsBefore + Batches.Count + 1, batch.Step);
        Assert.Equal(_data.Run, batch.Run);
        Assert.Equal(batch.Origins.ToArray().Select(o => (float)o.Offset), batch.Features.ToArray());
        Assert.Equal(batch.Origins.ToArray().Select(o => -(float)o.Offset), batch.Labels.ToArray());
        Batches.Add(batch.Origins.ToArray());
        EpochsCompleted.Add(batch.EpochsCompleted);
        if (batch.Cursor is { } cursor)
            Cursors.Add(batch.Step, cursor);
        batch.ReturnMemory();
    }
}
