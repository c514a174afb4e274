namespace ActorPipeline.Shuffling;

/// <summary>
/// Blocks in any order -> blocks in logical order: within an epoch, <c>interleave</c> consecutive splits are taken in turn, one
/// block each; a split that is finished gives its turn to the next one not yet begun. An epoch's splits are all taken before
/// the next epoch's first.
/// </summary>
/// <param name="interleave">Splits taken in turn.</param>
/// <param name="splitsPerEpoch">Splits in each epoch.</param>
internal sealed class BlockSequencer<TBlock>(int interleave, long splitsPerEpoch)
{
    private readonly Dictionary<(long Split, int Index), (TBlock Block, bool IsLast)> _waiting = [];
    private readonly List<Turn> _turns = [];
    private long _nextSplit;
    private int _turn;

    /// <summary>Epochs begun; the current one is the last of them.</summary>
    public int EpochsBegun { get; private set; }

    /// <summary>Every block of the current epoch has been taken.</summary>
    public bool AtEpochEnd => _turns.Count == 0;

    /// <summary>Blocks that came and have not been taken.</summary>
    public IEnumerable<TBlock> Waiting => _waiting.Values.Select(w => w.Block);

    /// <summary>Begins the next epoch.</summary>
    /// <exception cref="InvalidOperationException">The current one is not finished.</exception>
    public void BeginEpoch()
    {
        if (!AtEpochEnd)
            throw new InvalidOperationException($"Epoch {EpochsBegun - 1} is not finished.");
        EpochsBegun++;
        for (var i = 0; i < interleave && _nextSplit < splitsPerEpoch * EpochsBegun; i++)
            _turns.Add(new Turn(_nextSplit++));
        _turn = 0;
    }

    /// <summary>Takes in a block. False: it is here already, or was taken before.</summary>
    public bool TryAdd(long split, int index, bool isLast, TBlock block) =>
        !WasTaken(split, index) && _waiting.TryAdd((split, index), (block, isLast));

    /// <summary>The next block in logical order; false where it has not come yet, or the epoch is at its end.</summary>
    public bool TryTake(out TBlock block)
    {
        block = default!;
        if (AtEpochEnd || !_waiting.Remove((_turns[_turn].Split, _turns[_turn].Index), out var next))
            return false;
        block = next.Block;
        if (!next.IsLast)
            _turns[_turn] = _turns[_turn] with { Index = _turns[_turn].Index + 1 };
        else if (_nextSplit < splitsPerEpoch * EpochsBegun)
            _turns[_turn] = new Turn(_nextSplit++);
        else
            _turns.RemoveAt(_turn--);
        _turn = _turns.Count == 0 ? 0 : (_turn + 1) % _turns.Count;
        return true;
    }

    private bool WasTaken(long split, int index)
    {
        if (split >= _nextSplit)
            return false;
        foreach (var turn in _turns)
            if (turn.Split == split)
                return index < turn.Index;
        return true;
    }

    private readonly record struct Turn(long Split, int Index = 0);
}
