using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Data;

namespace ActorPipeline.Order;

/// <summary>
/// Blocks in any order -> blocks in logical order: within an epoch, <c>interleave</c> consecutive splits are taken in turn, one
/// block each; a split that is finished gives its turn to the next one not yet begun. An epoch's splits are all taken before
/// the next epoch's first.
/// </summary>
/// <param name="interleave">Splits taken in turn.</param>
/// <param name="splitsPerEpoch">Splits in each epoch.</param>
internal sealed class BlockSequencer<TBlock>(int interleave, long splitsPerEpoch) where TBlock : class
{
    private readonly Dictionary<(long Split, int Index), (TBlock Block, long? NextOffset)> _waiting = [];
    private readonly List<SplitProgress> _turns = [];
    private long _nextSplit;
    private int _turn;

    /// <summary>Goes on from a state.</summary>
    public BlockSequencer(int interleave, long splitsPerEpoch, SequencerState state)
        : this(interleave, splitsPerEpoch)
    {
        _turns.AddRange(state.Turns);
        (_turn, _nextSplit, EpochsBegun) = (state.Turn, state.NextSplit, state.EpochsBegun);
    }

    /// <summary>Epochs begun; the current one is the last of them.</summary>
    public int EpochsBegun { get; private set; }

    /// <summary>Every block of the current epoch has been taken.</summary>
    public bool AtEpochEnd => _turns.Count == 0;

    /// <summary>Blocks that came and have not been taken.</summary>
    public IEnumerable<TBlock> Waiting => _waiting.Values.Select(w => w.Block);

    /// <summary>The state, for a cursor.</summary>
    public SequencerState State => new([.. _turns], _turn, _nextSplit, EpochsBegun);

    /// <summary>Begins the next epoch.</summary>
    /// <exception cref="InvalidOperationException">The current one is not finished.</exception>
    public void BeginEpoch()
    {
        if (!AtEpochEnd)
            throw new InvalidOperationException($"Epoch {EpochsBegun - 1} is not finished.");
        EpochsBegun++;
        for (var i = 0; i < interleave && _nextSplit < splitsPerEpoch * EpochsBegun; i++)
            _turns.Add(new SplitProgress(_nextSplit++));
        _turn = 0;
    }

    /// <summary>Takes in a block. False: it is here already, or was taken before.</summary>
    /// <param name="split">Its split.</param>
    /// <param name="index">Its place in the split, 0-based.</param>
    /// <param name="nextOffset">Where in the file the split's next block starts; null if there is none.</param>
    /// <param name="block">The block.</param>
    public bool TryAdd(long split, int index, long? nextOffset, TBlock block) =>
        !WasTaken(split, index) && _waiting.TryAdd((split, index), (block, nextOffset));

    /// <summary>The next block in logical order; false where it has not come yet, or the epoch is at its end. It stays the next one.</summary>
    public bool TryPeek([NotNullWhen(true)] out TBlock? block)
    {
        var next = AtEpochEnd ? default : _waiting.GetValueOrDefault((_turns[_turn].Split, _turns[_turn].Index));
        block = next.Block;
        return block is not null;
    }

    /// <summary>Takes the next block.</summary>
    /// <exception cref="InvalidOperationException">It has not come.</exception>
    public void Take()
    {
        if (AtEpochEnd || !_waiting.Remove((_turns[_turn].Split, _turns[_turn].Index), out var taken))
            throw new InvalidOperationException("There is no block to take.");
        if (taken.NextOffset is { } offset)
            _turns[_turn] = new SplitProgress(_turns[_turn].Split, _turns[_turn].Index + 1, offset);
        else if (_nextSplit < splitsPerEpoch * EpochsBegun)
            _turns[_turn] = new SplitProgress(_nextSplit++);
        else
            _turns.RemoveAt(_turn--);
        _turn = _turns.Count == 0 ? 0 : (_turn + 1) % _turns.Count;
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
}
