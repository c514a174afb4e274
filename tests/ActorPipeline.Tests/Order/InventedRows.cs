using ActorPipeline.Data;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Tests.Order;

/// <summary>
/// Row blocks without files: the same rows in each epoch, one feature each, their number in the epoch, and the label its
/// negative. The origin's offset is that number too.
/// </summary>
internal sealed class InventedRows
{
    private static readonly DataFile _file = new(0, "invented.csv", long.MaxValue, DateTime.UnixEpoch, 0);

    private readonly Decoder.RowMemory _memory;
    private readonly int[][] _rowsOf;

    /// <param name="rowsOf">For each split of an epoch, and for each of its blocks, the number of its rows.</param>
    /// <param name="blocks">Blocks that may exist at the same time.</param>
    public InventedRows(int[][] rowsOf, int blocks)
    {
        _rowsOf = rowsOf;
        var most = Math.Max(1, rowsOf.Max(s => s.Max()));
        _memory = new(new("row blocks", blocks, 2 * most), new("row offsets", blocks, most));
    }

    public RunId Run { get; } = RunId.New();

    public int SplitsPerEpoch => _rowsOf.Length;

    /// <summary>Buffers that somebody holds.</summary>
    public int Outstanding => _memory.Values.Outstanding + _memory.Offsets.Outstanding;

    /// <summary>Every block of an epoch, by split and index.</summary>
    public IEnumerable<(long Split, int Index)> BlocksOf(int epoch) =>
        _rowsOf.SelectMany((blocks, split) => blocks.Select((_, index) => ((long)epoch * SplitsPerEpoch + split, index)));

    /// <summary>The rows of an epoch in logical order.</summary>
    public IEnumerable<RowOrigin> InLogicalOrder(int epoch, int interleave) =>
        LogicalOrder.Of(_rowsOf.Select((blocks, split) => ((long)epoch * SplitsPerEpoch + split, blocks.Length)), interleave)
            .SelectMany(block => Enumerable.Range(FirstRow(block.Split, block.Index), RowsOf(block.Split)[block.Index]))
            .Select(row => new RowOrigin(epoch, 0, row));

    /// <summary>A block in memory of its own.</summary>
    public RowBlock Block((long Split, int Index) at, int blankLines = 0, params BadRecord[] bad)
    {
        var rows = RowsOf(at.Split);
        var (values, offsets) = (_memory.Values.Rent(), _memory.Offsets.Rent());
        for (var i = 0; i < rows[at.Index]; i++)
        {
            var row = FirstRow(at.Split, at.Index) + i;
            (values.Value[2 * i], values.Value[2 * i + 1], offsets.Value[i]) = (row, -row, row);
        }
        var split = new Split(Run, at.Split, (int)(at.Split / SplitsPerEpoch), _file, 0, 1);
        return new RowBlock(split, at.Index, at.Index == rows.Length - 1 ? null : at.Index + 1, rows[at.Index], values, offsets, blankLines, bad, ActorRefs.Nobody);
    }

    private int[] RowsOf(long split) => _rowsOf[split % SplitsPerEpoch];

    private int FirstRow(long split, int index) =>
        _rowsOf.Take((int)(split % SplitsPerEpoch)).Sum(s => s.Sum()) + RowsOf(split).Take(index).Sum();
}
