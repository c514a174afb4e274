using System.Runtime.InteropServices;
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
        _memory = new(new("row blocks", blocks, RowBytes * most), new("row offsets", blocks, most), most);
    }

    public RunId Run { get; } = RunId.New();

    public int SplitsPerEpoch => _rowsOf.Length;

    /// <summary>Buffers that somebody holds.</summary>
    public int Outstanding => _memory.Rows.Outstanding + _memory.Offsets.Outstanding;

    /// <summary>Every block of an epoch, by split and index.</summary>
    public IEnumerable<(long Split, int Index)> BlocksOf(int epoch) =>
        _rowsOf.SelectMany((blocks, split) => blocks.Select((_, index) => ((long)epoch * SplitsPerEpoch + split, index)));

    /// <summary>The rows of an epoch in logical order.</summary>
    public IEnumerable<RowOrigin> InLogicalOrder(int epoch, int interleave) =>
        LogicalOrder.Of(_rowsOf.Select((blocks, split) => ((long)epoch * SplitsPerEpoch + split, blocks.Length)), interleave)
            .SelectMany(block => Enumerable.Range(FirstRow(block.Split, block.Index), RowsOf(block.Split)[block.Index]))
            .Select(row => new RowOrigin(epoch, 0, row));

    /// <summary>The layout of a row: a feature and a label.</summary>
    public static RowLayout Layout { get; } = RowLayout.Numbers(1);

    private static int RowBytes => Layout.RowBytes;

    /// <summary>The bytes of a row.</summary>
    public static byte[] Row(long number) => MemoryMarshal.AsBytes<float>([number, -number]).ToArray();

    /// <summary>A block in memory of its own, in one part.</summary>
    public RowBlock Block((long Split, int Index) at, int blankLines = 0, params BadRecord[] bad) =>
        Part(at, 0, 0, RowsOf(at.Split)[at.Index], isLast: true, blankLines, bad);

    /// <summary>A block in parts of so many rows.</summary>
    public IEnumerable<RowBlock> Parts((long Split, int Index) at, int rowsEach)
    {
        var rows = RowsOf(at.Split)[at.Index];
        for (var (part, first) = (0, 0); part == 0 || first < rows; part++, first += rowsEach)
            yield return Part(at, part, first, Math.Min(rowsEach, rows - first), isLast: first + rowsEach >= rows, 0, []);
    }

    private RowBlock Part((long Split, int Index) at, int part, int first, int count, bool isLast, int blankLines, BadRecord[] bad)
    {
        var (values, offsets) = (_memory.Rows.Rent(), _memory.Offsets.Rent());
        for (var i = 0; i < count; i++)
        {
            var row = FirstRow(at.Split, at.Index) + first + i;
            Row(row).CopyTo(values.Value, i * RowBytes);
            offsets.Value[i] = row;
        }
        var split = new Split(Run, at.Split, (int)(at.Split / SplitsPerEpoch), _file, 0, 1);
        long? next = !isLast || at.Index == RowsOf(at.Split).Length - 1 ? null : at.Index + 1;
        return new RowBlock(split, at.Index, part, isLast, next, count, values, offsets, blankLines, bad, ActorRefs.Nobody, ActorRefs.Nobody);
    }

    private int[] RowsOf(long split) => _rowsOf[split % SplitsPerEpoch];

    private int FirstRow(long split, int index) =>
        _rowsOf.Take((int)(split % SplitsPerEpoch)).Sum(s => s.Sum()) + RowsOf(split).Take(index).Sum();
}
