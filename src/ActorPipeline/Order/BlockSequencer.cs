using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Data;

namespace ActorPipeline.Order;

/// <summary>
/// Blocks in any order -> blocks in logical order: within an epoch, <c>interleave</c> consecutive splits are taken in turn, one
/// block each, with all of its parts; a split that is finished gives its turn to the next one not yet begun. An epoch's splits are all taken before
/// the next epoch's first.
/// </summary>
/// <param name="interleave">Splits taken in turn.</param>
/// <param name="splitsPerEpoch">Splits in each epoch.</param>
internal sealed class BlockSequencer<TBlock>(int interleave, long splitsPerEpoch) where TBlock : class
{
    private readonly Dictionary<(long Split, int Index, int Part), Entry> _waiting = [];
    private readonly List<SplitProgress> _turns = [];
    private long _nextSplit;
    private int _turn;
    private int _part;

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

    /// <summary>Parts that came and have not been taken.</summary>
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

    /// <summary>The block that is to be taken next; null: the epoch is at its end.</summary>
    public SplitProgress? Wanted => AtEpochEnd ? null : _turns[_turn];

    /// <summary>Takes in a part of a block. False: it is here already, or was taken before.</summary>
    /// <param name="split">Its split.</param>
    /// <param name="index">The block's place in the split, 0-based.</param>
    /// <param name="part">The part's place in the block, 0-based.</param>
    /// <param name="isLastPart">No part of the block follows.</param>
    /// <param name="nextOffset">Where in the file the split's next block starts; null if there is none.</param>
    /// <param name="block">The part.</param>
    public bool TryAdd(long split, int index, int part, bool isLastPart, long? nextOffset, TBlock block) =>
        !WasTaken(split, index, part) && _waiting.TryAdd((split, index, part), new(block, isLastPart, nextOffset));

    /// <summary>The next part in logical order; false where it has not come yet, or the epoch is at its end. It stays the next one.</summary>
    public bool TryPeek([NotNullWhen(true)] out TBlock? block)
    {
        block = AtEpochEnd ? null : _waiting.GetValueOrDefault(Next).Block;
        return block is not null;
    }

    /// <summary>Takes the next part. Behind a block's last one, it is the next split's turn.</summary>
    /// <exception cref="InvalidOperationException">It has not come.</exception>
    public void Take()
    {
        if (AtEpochEnd || !_waiting.Remove(Next, out var taken))
            throw new InvalidOperationException("There is no block to take.");
        _part = taken.IsLastPart ? 0 : _part + 1;
        if (!taken.IsLastPart)
            return;
        if (taken.NextOffset is { } offset)
            _turns[_turn] = new SplitProgress(_turns[_turn].Split, _turns[_turn].Index + 1, offset);
        else if (_nextSplit < splitsPerEpoch * EpochsBegun)
            _turns[_turn] = new SplitProgress(_nextSplit++);
        else
            _turns.RemoveAt(_turn--);
        _turn = _turns.Count == 0 ? 0 : (_turn + 1) % _turns.Count;
    }

    private (long, int, int) Next => (_turns[_turn].Split, _turns[_turn].Index, _part);

    private bool WasTaken(long split, int index, int part)
    {
        if (split >= _nextSplit)
            return false;
        for (var i = 0; i < _turns.Count; i++)
            if (_turns[i].Split == split)
                return index < _turns[i].Index || (index == _turns[i].Index && i == _turn && part < _part);
        return true;
    }

    private readonly record struct Entry(TBlock Block, bool IsLastPart, long? NextOffset);
}
