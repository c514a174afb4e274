using ActorPipeline.Cluster.Wire;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using Akka.Actor;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>A lease that has been granted.</summary>
/// <param name="Lease">What to read.</param>
/// <param name="Worker">Who reads it.</param>
/// <param name="Split">The split, with the credit for its blocks.</param>
internal sealed record GrantedLease(Lease Lease, IActorRef Worker, LeasedSplit Split);

/// <summary>
/// The decisions of the lease manager: which splits to request, who reads which of them, which copy of a block counts, which leases are void;
/// without messages, I/O or a clock. What is void is cancelled by the caller, who then reports the end of each pull.
/// </summary>
/// <param name="settings">How splits are leased.</param>
/// <param name="splits">Splits in flight at most.</param>
/// <param name="window">Blocks of a split that may be on their way.</param>
/// <param name="now">Time since any fixed moment.</param>
internal sealed class LeaseManagerCore(LeaseManager.Settings settings, int splits, int window, Func<TimeSpan> now)
{
    private readonly SplitLeases<IActorRef> _leases = new(settings.LateAfter);
    private readonly Dictionary<long, LeasedSplit> _splits = [];
    private readonly Dictionary<long, GrantedLease> _pulled = [];
    private int _requested;
    private bool _isComplete;

    /// <summary>The workers.</summary>
    public WorkerRoster Workers { get; } = new(settings, now);

    /// <summary>Leases that were revoked, or granted a second time.</summary>
    public long Reassigned => _leases.Reassigned;

    /// <summary>How many splits to request now; counts them as requested.</summary>
    public int RequestSplits()
    {
        var count = _isComplete ? 0 : Math.Max(0, splits - _splits.Count - _requested);
        _requested += count;
        return count;
    }

    /// <summary>A requested split has come.</summary>
    public void Add(Split split)
    {
        _requested--;
        _splits.Add(split.Sequence, new LeasedSplit(split, window));
        _leases.Add(split, window);
    }

    /// <summary>A request was answered by the end of the splits.</summary>
    public void CompleteSplits() => (_requested, _isComplete) = (_requested - 1, true);

    /// <summary>Gives each worker that has room the first split that it can read. A pull is to be started for each lease.</summary>
    public IReadOnlyList<GrantedLease> Grant()
    {
        Workers.LocalHelps = _leases.FirstUnassignable(Workers.Reachable) is not null;
        var granted = new List<GrantedLease>();
        foreach (var worker in Workers.WithRoom())
        {
            if (_leases.Grant(worker, now()) is not { } lease)
                continue;
            Workers.Granted(worker);
            var split = _splits[lease.Split.Sequence];
            split.Pulls++;
            granted.Add(new(lease, worker, split));
            _pulled.Add(lease.Id, granted[^1]);
        }
        return granted;
    }

    /// <summary>Where no worker has room for an earlier split: revokes a later one's lease, which is void then.</summary>
    public long? Yield()
    {
        if (!Workers.MayYield || _leases.Yield(now()) is not var (lease, worker))
            return null;
        Workers.MarkYielding(worker);
        return lease;
    }

    /// <summary>A block has come under a lease.</summary>
    /// <returns>Null: another copy of it came before. Else its split, the bytes of the file it stands for, and the leases that are void now.</returns>
    public (Split Split, long Bytes, IReadOnlyList<long> Void)? Receive(long lease, RowBlock block)
    {
        var split = _splits[block.Split.Sequence];
        long[] rivals = block.IsLast ? [.. _leases.Of(split.Split.Sequence).Where(other => other != lease)] : [];
        if (_leases.Received(lease, block.Index, block.Part, block.IsLastPart, block.NextOffset, now()))
            return (split.Split, split.Advance(block), rivals);
        split.Credit.Release();
        return null;
    }

    /// <summary>The shuffle buffer has requested more blocks of a split.</summary>
    public void AddCredit(long split, int blocks)
    {
        _splits[split].Credit.Release(blocks);
        _leases.RecordRequest(split, blocks, now());
    }

    /// <summary>The shuffle buffer has consumed every block of a split.</summary>
    public void Release(long split)
    {
        _splits[split].IsReleased = true;
        RemoveIfUnused(split);
    }

    /// <summary>A pull has ended.</summary>
    /// <returns>What to warn of; null: nothing.</returns>
    /// <exception cref="PipelineException">The data is at fault.</exception>
    public string? EndPull(PullEnded ended)
    {
        _pulled.Remove(ended.Lease, out var pulled);
        pulled!.Split.Pulls--;
        Workers.Ended(pulled.Worker, ended.WasAccepted || ended.Outcome == PullOutcome.Busy);
        switch (ended.Outcome)
        {
            case PullOutcome.Failed:
                throw ended.Cause!;
            case PullOutcome.Refused:
                _leases.Refuse(ended.Lease);
                break;
            case PullOutcome.Lost:
                _leases.Lost(ended.Lease);
                Workers.MarkSuspect(pulled.Worker);
                break;
            case PullOutcome.Busy:
                _leases.Lost(ended.Lease);
                break;
        }
        RemoveIfUnused(pulled.Split.Split.Sequence);
        return ended.Outcome == PullOutcome.Refused ? $"{Workers.NameOf(pulled.Worker)}: {ended.Reason}" : null;
    }

    /// <summary>A worker has reported its demand.</summary>
    /// <returns>What to tell the user, where it is new; else null.</returns>
    public string? Update(IActorRef worker, WorkerProtocol.ReportDemand report) => Workers.Update(worker, report)
        ? $"{Workers.NameOf(worker)} works for this run: {Workers.Count} worker(s)"
        : null;

    /// <summary>A worker is gone.</summary>
    /// <returns>What to tell the user, and the leases that are void now; null: it was unknown.</returns>
    public (string Note, IReadOnlyList<long> Void)? Remove(IActorRef worker)
    {
        var name = Workers.NameOf(worker);
        return Workers.Remove(worker) ? ($"{name} is gone: {Workers.Count} worker(s)", _leases.RevokeAll(worker)) : null;
    }

    /// <summary>Leases without progress for too long; they are void now, and their workers get nothing until they report again.</summary>
    public IReadOnlyList<long> Expire()
    {
        var expired = _leases.Expire(now());
        foreach (var lease in expired)
            Workers.MarkSuspect(_pulled[lease].Worker);
        return expired;
    }

    /// <summary>What to tell the user where splits wait for workers; null: nothing new.</summary>
    /// <exception cref="PipelineException">They have waited for too long.</exception>
    public string? Waiting() => Workers.Waiting(_leases.FirstUnassignable(Workers.ReachableOrLocal)?.File.Path);

    // Its memory is free when every block has been consumed, and no pull is under way.
    private void RemoveIfUnused(long sequence)
    {
        if (_splits.TryGetValue(sequence, out var split) && split is { IsReleased: true, Pulls: 0 })
            _splits.Remove(sequence);
    }
}
