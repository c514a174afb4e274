using System.Numerics;
using System.Runtime.CompilerServices;
using ActorPipeline.Data;
using ActorPipeline.Memory;

namespace ActorPipeline.Order;

/// <summary>
/// The rows that wait to be drawn. How many must enter before the next one may leave is a matter of counts alone:
/// min-after-dequeue + 1 before the first; one for each that leaves until a batch is full, so that it comes as early as can be; then
/// two until the slab is full, and one from there. A row leaves by a uniform draw among those of the oldest epoch that is kept
/// apart. When the input has ended, rows leave until none is left. All memory is taken at once: capacity x row bytes, in segments, since an array holds no more than 2 GB.
/// </summary>
internal sealed class ShuffleSlab
{
    private const int SegmentBytes = 64 << 20;

    private readonly int _minAfterDequeue;
    private readonly int _batchSize;
    private readonly int _rowBytes;
    private readonly Xoshiro256 _random;
    private readonly byte[][] _segments;
    private readonly int _segmentShift;
    private readonly RowOrigin[] _origins;

    // A ring: from _first on the places of the waiting rows, oldest epoch first, and behind them the free places. A row that is
    // drawn changes places with the first one.
    private readonly int[] _places;
    private readonly List<int> _closed = [];
    private int _first;
    private int _left;

    /// <param name="settings">Capacity, min-after-dequeue, batch size and seed.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    public ShuffleSlab(ShuffleSettings settings, int rowBytes)
        : this(settings, rowBytes, ShuffleSlab.InitialState(settings), [])
    {
    }

    /// <summary>Goes on from a state. The origins are those of its waiting rows in their order; <see cref="Restore"/> brings the rows.</summary>
    public ShuffleSlab(ShuffleSettings settings, int rowBytes, SlabState state, IReadOnlyList<RowOrigin> waiting)
    {
        (_minAfterDequeue, _batchSize, _rowBytes) = (settings.MinAfterDequeue, settings.BatchSize, rowBytes);
        _segmentShift = BitOperations.Log2((uint)Math.Max(1, SegmentBytes / rowBytes));
        _segments = [.. Segments(settings.Capacity, 1 << _segmentShift).Select(rows => GC.AllocateUninitializedArray<byte>(rows * rowBytes))];
        _origins = new RowOrigin[settings.Capacity];
        _places = [.. Enumerable.Range(0, settings.Capacity)];
        _random = Xoshiro256.FromWords(state.Random);
        (Wanted, _left, InputEnded) = (state.Wanted, state.Left, state.InputEnded);
        _closed.AddRange(state.Closed);
        for (; Count < waiting.Count; Count++)
            _origins[Count] = waiting[Count];
    }

    /// <summary>Before the first row.</summary>
    public static SlabState InitialState(ShuffleSettings settings) =>
        new(Xoshiro256.FromSeed(settings.Seed).State, settings.MinAfterDequeue + 1, Left: 0, Closed: [], InputEnded: false);

    /// <summary>Rows that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Rows that must enter before one may leave.</summary>
    public int Wanted { get; private set; }

    /// <summary>No further row will enter.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>Epochs that are kept apart and no longer take rows.</summary>
    public int ClosedEpochs => _closed.Count;

    /// <summary>Every row has left, of an epoch that is kept apart or of all: nothing is to share a batch with it.</summary>
    public bool IsDrained => _closed is [0, ..] || (InputEnded && Count == 0);

    /// <summary>The state, for a cursor.</summary>
    public SlabState State => new(_random.State, Wanted, _left, [.. _closed], InputEnded);

    /// <summary>The origins of the waiting rows, in their order.</summary>
    public RowOrigin[] Waiting => [.. Enumerable.Range(0, Count).Select(i => _origins[_places[At(i)]])];

    /// <summary>Bytes that a slab holds.</summary>
    public static long BytesFor(int capacity, int rowBytes) => capacity * ((long)rowBytes + Unsafe.SizeOf<RowOrigin>() + sizeof(int));

    /// <summary>A row enters.</summary>
    public void Enter(ReadOnlySpan<byte> row, RowOrigin origin)
    {
        if (Wanted == 0)
            throw new InvalidOperationException($"A row entered that was not wanted: {Count} wait.");
        var place = _places[At(Count++)];
        row.CopyTo(Row(place));
        _origins[place] = origin;
        Wanted--;
    }

    /// <summary>A row leaves, each of those that may being equally likely. The memory is valid until the next call.</summary>
    public ReadOnlySpan<byte> Leave(out RowOrigin origin)
    {
        var choice = _closed is [var oldest, ..] ? oldest : Count;
        if (Wanted > 0 || choice == 0)
            throw new InvalidOperationException($"No row may leave: {choice} of {Count} wait for it, {Wanted} more are wanted first.");
        var drawn = At(_random.Below(choice));
        var place = _places[drawn];
        _places[drawn] = _places[_first];
        _places[_first] = place;
        _first = At(1);
        Count--;
        if (_closed.Count > 0)
            _closed[0]--;
        if (_left < _batchSize)
            _left++;
        if (!InputEnded)
            Wanted = Math.Min(_left < _batchSize ? 1 : 2, _places.Length - Count);
        origin = _origins[place];
        return Row(place);
    }

    /// <summary>An epoch's rows have all entered, and are to leave before those that follow.</summary>
    public void CloseEpoch() => _closed.Add(Count - _closed.Sum());

    /// <summary>A drained epoch is done with; the next one's rows may leave once there are enough of them.</summary>
    public void NextEpoch()
    {
        _closed.RemoveAt(0);
        if (_closed.Count == 0 && !InputEnded)
            Wanted = Math.Max(Wanted, _minAfterDequeue + 1 - Count);
    }

    /// <summary>The input has ended: what waits may leave.</summary>
    public void EndInput()
    {
        InputEnded = true;
        Wanted = 0;
    }

    /// <summary>Brings back one of the rows that waited, by its place in their order; from any thread, before the first row leaves.</summary>
    public void Restore(int index, ReadOnlySpan<byte> row) => row.CopyTo(Row(_places[At(index)]));

    private int At(int index)
    {
        var at = _first + index;
        return at < _places.Length ? at : at - _places.Length;
    }

    private Span<byte> Row(int place) =>
        _segments[place >> _segmentShift].AsSpan((place & ((1 << _segmentShift) - 1)) * _rowBytes, _rowBytes);

    private static IEnumerable<int> Segments(int capacity, int each)
    {
        for (; capacity > 0; capacity -= each)
            yield return Math.Min(capacity, each);
    }
}
