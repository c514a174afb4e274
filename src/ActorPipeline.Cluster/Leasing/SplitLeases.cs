using ActorPipeline.Data;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>The right, and the duty, of one worker to read a split, from the block that <see cref="Split.From"/> says.</summary>
/// <param name="Id">Its number; a split that is granted again has another one.</param>
/// <param name="Split">What to read.</param>
public sealed record Lease(long Id, Split Split);

/// <summary>
/// Who reads which split, without actors, sockets or a clock. Splits come in logical order and are granted in that order; one that is
/// taken back is granted again from the block behind the last one that came, before any later split. The first split that is not finished
/// holds up all others, so it is granted a second time when it is late: the two give the same blocks, and of each the first one counts.
/// </summary>
/// <typeparam name="TWorker">What stands for a worker.</typeparam>
/// <param name="lateAfter">
/// Time without a block that was asked for, after which the first split is late; after twice that time any lease is void.
/// </param>
public sealed class SplitLeases<TWorker>(TimeSpan lateAfter) where TWorker : notnull
{
    private readonly SortedDictionary<long, Progress> _splits = [];
    private readonly Dictionary<long, ActiveLease> _leases = [];
    private long _granted;

    /// <summary>Leases that were taken back, or granted a second time.</summary>
    public long Reassigned { get; private set; }

    /// <summary>Splits that have come and are not finished.</summary>
    public int Unfinished => _splits.Count;

    /// <summary>The first split without a lease that none of these workers can read; null: there is none.</summary>
    public Split? FirstUnassignable(IReadOnlyCollection<TWorker> workers) =>
        _splits.Values.FirstOrDefault(s => s.Leases.Count == 0 && workers.All(s.Refused.Contains))?.Split;

    /// <summary>The next split in logical order.</summary>
    /// <param name="split">The split.</param>
    /// <param name="blocks">Row blocks of it that are asked for from the beginning.</param>
    public void Add(Split split, int blocks) => _splits.Add(split.Sequence, new Progress(split, blocks));

    /// <summary>A worker asks for a split; null: there is none for it now.</summary>
    /// <param name="worker">Who asks.</param>
    /// <param name="now">When, since any moment that stays the same.</param>
    public Lease? Grant(TWorker worker, TimeSpan now)
    {
        var split = _splits.Values.Where((split, place) => !split.Refused.Contains(worker)
            && (split.Leases.Count == 0 || (place == 0 && IsLate(split, now) && !split.Leases[0].Worker.Equals(worker)))).FirstOrDefault();
        if (split is null)
            return null;
        if (split.Leases.Count > 0)
            Reassigned++;
        var lease = new ActiveLease(_granted++, worker, split, now);
        split.Leases.Add(lease);
        _leases.Add(lease.Id, lease);
        return new Lease(lease.Id, split.Rest);
    }

    /// <summary>
    /// More blocks of a split were requested. The request holds for every lease of it, also for later ones: credit that a void lease still holds, or
    /// returns for a block that is not needed, becomes available to the others.
    /// </summary>
    public void RecordRequest(long split, int blocks, TimeSpan now)
    {
        if (!_splits.TryGetValue(split, out var progress))
            return;
        if (progress.Wanted == 0)
            foreach (var lease in progress.Leases)
                lease.Since = now;
        progress.Wanted += blocks;
    }

    /// <summary>A block came under a lease. False: it has come before, or the lease is void; it is not needed.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="index">The block's place in the split, 0-based.</param>
    /// <param name="part">The part's place in the block, 0-based.</param>
    /// <param name="isLastPart">No part of the block follows.</param>
    /// <param name="nextOffset">Where in the file the next block starts; null behind the split's last one.</param>
    /// <param name="now">When.</param>
    public bool Received(long lease, int index, int part, bool isLastPart, long? nextOffset, TimeSpan now)
    {
        if (!_leases.TryGetValue(lease, out var active))
            return false;
        active.Since = now;
        var split = active.Split;
        var (expected, came) = ((split.Next.Index, split.NextPart), (index, part));
        if (came.CompareTo(expected) > 0)
            throw new InvalidOperationException($"Block {index} part {part} of split {split.Split.Sequence} came, expected block {split.Next.Index} part {split.NextPart}.");
        if (came != expected)
            return false;
        split.Wanted = Math.Max(0, split.Wanted - 1);
        if (!isLastPart)
        {
            split.NextPart++;
            return true;
        }
        if (nextOffset is { } offset)
        {
            (split.Next, split.NextPart) = (new(index + 1, offset), 0);
            return true;
        }
        foreach (var done in split.Leases)
            _leases.Remove(done.Id);
        _splits.Remove(split.Split.Sequence);
        return true;
    }

    /// <summary>A worker is gone: its splits are free again.</summary>
    /// <returns>The leases that are void by that.</returns>
    public IReadOnlyList<long> RevokeAll(TWorker worker) => Void(l => l.Worker.Equals(worker));

    /// <summary>Leases that have not given a block that was asked for, for too long: their splits are free again.</summary>
    /// <returns>The leases that are void by that.</returns>
    public IReadOnlyList<long> Expire(TimeSpan now) => Void(l => l.Split.Wanted > 0 && now - l.Since > 2 * lateAfter);

    /// <summary>A lease has ended before its split did: the split is free again.</summary>
    public void Lost(long lease) => Void(l => l.Id == lease);

    /// <summary>
    /// A split is free, or late, and no worker has room for it, while later ones are being read: the last of those has to yield, or all of them would
    /// wait for it. Its worker is then free for the earlier one.
    /// </summary>
    /// <returns>The lease that is void by that, with its worker; null: there is none.</returns>
    public (long Lease, TWorker Worker)? Yield(TimeSpan now)
    {
        if (_splits.Values.Where((split, place) => split.Leases.Count == 0 || (place == 0 && IsLate(split, now))).FirstOrDefault() is not { } urgent)
            return null;
        var last = _splits.Values.Reverse().TakeWhile(split => split.Split.Sequence > urgent.Split.Sequence).SelectMany(split => split.Leases)
            .FirstOrDefault(l => !urgent.Refused.Contains(l.Worker) && urgent.Leases.All(held => !held.Worker.Equals(l.Worker)));
        if (last is null)
            return null;
        Void(l => l == last);
        return (last.Id, last.Worker);
    }

    /// <summary>The leases that hold of a split.</summary>
    public IEnumerable<long> Of(long split) => _splits.TryGetValue(split, out var progress) ? progress.Leases.Select(l => l.Id) : [];

    /// <summary>
    /// A worker cannot read a split, because its file is another one: the split is free for others, and that worker never gets it again.
    /// </summary>
    public void Refuse(long lease)
    {
        if (!_leases.TryGetValue(lease, out var active))
            return;
        active.Split.Refused.Add(active.Worker);
        Void(l => l == active);
    }

    // Once it has been granted a second time, it is in good hands.
    private bool IsLate(Progress split, TimeSpan now) => split.Wanted > 0 && split.Leases is [var lease] && now - lease.Since > lateAfter;

    private long[] Void(Func<ActiveLease, bool> which)
    {
        ActiveLease[] lost = [.. _leases.Values.Where(which)];
        foreach (var lease in lost)
        {
            _leases.Remove(lease.Id);
            lease.Split.Leases.Remove(lease);
            Reassigned++;
        }
        return [.. lost.Select(l => l.Id)];
    }

    /// <summary>A split, and how much of it has come.</summary>
    private sealed class Progress(Split split, int wanted)
    {
        public Split Split { get; } = split;

        public List<ActiveLease> Leases { get; } = [];

        public HashSet<TWorker> Refused { get; } = [];

        /// <summary>Row blocks asked for that have not come.</summary>
        public int Wanted { get; set; } = wanted;

        /// <summary>The next block to come.</summary>
        public BlockStart Next { get; set; } = split.From ?? new(0, split.Start);

        /// <summary>The part of it to come.</summary>
        public int NextPart { get; set; }

        /// <summary>The split from there on.</summary>
        public Split Rest => Next.Index == (Split.From?.Index ?? 0) ? Split : Split with { From = Next };
    }

    /// <summary>A lease that holds.</summary>
    private sealed class ActiveLease(long id, TWorker worker, Progress split, TimeSpan now)
    {
        public long Id { get; } = id;

        public TWorker Worker { get; } = worker;

        public Progress Split { get; } = split;

        /// <summary>Since when nothing has come under it that was asked for.</summary>
        public TimeSpan Since { get; set; } = now;
    }
}
