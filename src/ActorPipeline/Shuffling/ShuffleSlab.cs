using System.Runtime.CompilerServices;
using ActorPipeline.Flow;

namespace ActorPipeline.Shuffling;

/// <summary>Where a row stands: its epoch and file, 0-based, and the byte of the file at which its line starts.</summary>
public readonly record struct RowOrigin(int Epoch, int File, long Offset);

/// <summary>
/// The rows that wait to be drawn. How many must enter before the next one may leave is a matter of counts alone:
/// min-after-dequeue + 1 before the first; then two for each that leaves until the slab is full, and one for one from there.
/// When the input has ended, rows leave until none is left. All memory is taken at once: capacity x row length.
/// </summary>
internal sealed class ShuffleSlab
{
    private readonly int _capacity;
    private readonly int _minAfterDequeue;
    private readonly int _rowLength;
    private readonly Xoshiro256 _random;
    private readonly float[] _rows;
    private readonly RowOrigin[] _origins;

    // The places of the waiting rows, then the free places; a draw swaps its place with the last waiting one.
    private readonly int[] _places;

    public ShuffleSlab(int capacity, int minAfterDequeue, int rowLength, Xoshiro256 random)
    {
        (_capacity, _minAfterDequeue, _rowLength, _random) = (capacity, minAfterDequeue, rowLength, random);
        _rows = GC.AllocateUninitializedArray<float>(checked(capacity * rowLength));
        _origins = new RowOrigin[capacity];
        _places = [.. Enumerable.Range(0, capacity)];
        Reopen();
    }

    /// <summary>Rows that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Rows that must enter before one may leave.</summary>
    public int Wanted { get; private set; }

    /// <summary>No further row will enter before <see cref="Reopen"/>.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>Bytes that a slab holds.</summary>
    public static long BytesFor(int capacity, int rowLength) => capacity * ((long)rowLength * sizeof(float) + Unsafe.SizeOf<RowOrigin>() + sizeof(int));

    /// <summary>A row enters.</summary>
    public void Enter(ReadOnlySpan<float> row, RowOrigin origin)
    {
        if (Wanted == 0)
            throw new InvalidOperationException($"A row entered that was not wanted: {Count} wait.");
        var place = _places[Count++];
        row.CopyTo(_rows.AsSpan(place * _rowLength, _rowLength));
        _origins[place] = origin;
        Wanted--;
    }

    /// <summary>A row leaves, each of the waiting ones equally likely. The memory is valid until the next call.</summary>
    public ReadOnlySpan<float> Leave(out RowOrigin origin)
    {
        if (Wanted > 0 || Count == 0)
            throw new InvalidOperationException($"No row may leave: {Count} wait, {Wanted} more are wanted first.");
        var drawn = _random.Below(Count);
        var place = _places[drawn];
        _places[drawn] = _places[--Count];
        _places[Count] = place;
        if (!InputEnded)
            Wanted = Math.Min(2, _capacity - Count);
        origin = _origins[place];
        return _rows.AsSpan(place * _rowLength, _rowLength);
    }

    /// <summary>The input has ended: what waits may leave.</summary>
    public void EndInput()
    {
        InputEnded = true;
        Wanted = 0;
    }

    /// <summary>Fills anew, after the last row has left.</summary>
    public void Reopen()
    {
        InputEnded = false;
        Wanted = _minAfterDequeue + 1;
    }
}
