using ActorPipeline.Data;
using ActorPipeline.Memory;

namespace ActorPipeline.Stages;

/// <summary>What a reader is to do next.</summary>
internal enum LineReaderStep
{
    /// <summary>Nothing: the window is full, or an answer is due, or the end has come.</summary>
    Wait,

    /// <summary>Ask for a split.</summary>
    Ask,

    /// <summary>Read the next block of the current split.</summary>
    Read,
}

/// <summary>
/// What a reader knows: the split it reads and how far, the credit of each split on the way, and whether an answer is due.
/// It outlives the actor's restarts, so every transition happens after its effect.
/// </summary>
internal sealed class LineReaderCore(int window)
{
    private readonly Dictionary<long, Credit> _inFlight = [];
    private bool _asked;
    private bool _ended;

    /// <summary>The split being read; null between splits.</summary>
    public Split? Current { get; private set; }

    /// <summary>Where the next block starts; the split's start until the first line of it has been found.</summary>
    public long Offset { get; private set; }

    /// <summary>The next block's place in the split.</summary>
    public int Index { get; private set; }

    /// <summary>Blocks sent in all, over all splits.</summary>
    public long BlocksSent { get; private set; }

    /// <summary>What to do next.</summary>
    public LineReaderStep Next
    {
        get
        {
            if (Current is not null)
                return _inFlight[Current.Sequence].Available > 0 ? LineReaderStep.Read : LineReaderStep.Wait;
            return _ended || _asked || _inFlight.Count >= LineReader.SplitsInFlight ? LineReaderStep.Wait : LineReaderStep.Ask;
        }
    }

    /// <summary>A split was asked for.</summary>
    public void RecordRequest() => _asked = true;

    /// <summary>The answer: a split to read.</summary>
    public void Assign(Split split)
    {
        if (Current is not null || _inFlight.ContainsKey(split.Sequence))
            throw new InvalidOperationException($"Split {split.Sequence} came without a request.");
        _asked = false;
        (Current, Offset, Index) = (split, split.From?.Offset ?? split.Start, split.From?.Index ?? 0);
        var credit = new Credit("line block");
        credit.Grant(window);
        _inFlight.Add(split.Sequence, credit);
    }

    /// <summary>The answer: there is no further split.</summary>
    public void End()
    {
        _asked = false;
        _ended = true;
    }

    /// <summary>More blocks of a split may be sent; nothing if all of it has been released.</summary>
    public void Grant(long split, int count)
    {
        if (_inFlight.TryGetValue(split, out var credit))
            credit.Grant(count);
    }

    /// <summary>No further block of a split is wanted; if it is the one being read, its rest is left.</summary>
    public void Release(long split)
    {
        _inFlight.Remove(split);
        if (Current?.Sequence == split)
            Current = null;
    }

    /// <summary>A block was sent that ends where the next one starts.</summary>
    public void Sent(long nextOffset, bool isLast)
    {
        _inFlight[Current!.Sequence].Spend();
        BlocksSent++;
        (Offset, Index) = (nextOffset, Index + 1);
        if (isLast)
            Current = null;
    }
}
