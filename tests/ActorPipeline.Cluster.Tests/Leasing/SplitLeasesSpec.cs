using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Data;

namespace ActorPipeline.Cluster.Tests.Leasing;

public class SplitLeasesSpec
{
    private static readonly TimeSpan _late = TimeSpan.FromSeconds(1);
    private static readonly DataFile _file = new(0, "a.csv", 10_000, DateTime.UnixEpoch, 0);

    private readonly SplitLeases<string> _leases = new(_late);

    [Fact]
    public void Splits_are_granted_in_logical_order_each_to_one_worker()
    {
        Add(3);
        Assert.Equal([0, 1, 2], new[] { Grant("a"), Grant("b"), Grant("a") }.Select(l => l!.Split.Sequence));
        Assert.Null(Grant("c"));
    }

    [Fact]
    public void Split_of_a_worker_that_is_gone_is_granted_from_behind_its_last_block_before_any_later_split()
    {
        Add(3);
        var lost = Grant("a")!;
        Grant("b");
        Assert.True(Receive(lost, 0, 40));
        Assert.True(Receive(lost, 1, 90));

        Assert.Equal([lost.Id], _leases.RevokeAll("a"));
        var again = Grant("c")!;
        Assert.Equal((0, new BlockStart(2, 90)), (again.Split.Sequence, again.Split.From));
        Assert.False(Receive(lost, 2, 120));
        Assert.True(Receive(again, 2, null));
        Assert.Equal(2, _leases.Unfinished);
        Assert.Equal(1, _leases.Reassigned);
    }

    [Fact]
    public void First_split_is_granted_a_second_time_when_it_is_late_and_of_each_block_the_first_answer_counts()
    {
        Add(2);
        var slow = Grant("a")!;
        _leases.RecordRequest(0, 2, TimeSpan.Zero);
        Grant("b");
        Assert.Null(Grant("c", _late));
        var second = Grant("c", 1.5 * _late)!;
        Assert.Equal(slow.Split, second.Split);
        Assert.Null(Grant("d", 1.9 * _late));

        Assert.True(Receive(second, 0, 40));
        Assert.False(Receive(slow, 0, 40));
        Assert.True(Receive(slow, 1, null));
        Assert.False(Receive(second, 1, null));
        Assert.Equal(1, _leases.Unfinished);
    }

    [Fact]
    public void Split_that_nobody_asked_blocks_of_is_not_late_and_neither_is_a_later_one()
    {
        Add(2);
        Grant("a");
        Grant("b");
        _leases.RecordRequest(1, 1, TimeSpan.Zero);
        Assert.Null(Grant("c", 1.9 * _late));
    }

    [Fact]
    public void Its_own_worker_gets_no_second_lease_of_a_late_split()
    {
        Add(1);
        Grant("a");
        _leases.RecordRequest(0, 1, TimeSpan.Zero);
        Assert.Null(Grant("a", 1.5 * _late));
    }

    [Fact]
    public void Lease_that_gives_nothing_that_was_asked_for_is_void_after_a_time_and_each_block_begins_it_anew()
    {
        Add(1);
        var lease = Grant("a")!;
        Assert.Empty(_leases.Expire(100 * _late));
        _leases.RecordRequest(0, 5, 100 * _late);
        Receive(lease, 0, 40, at: 101.5 * _late);
        Assert.Empty(_leases.Expire(103 * _late));
        Assert.Equal([lease.Id], _leases.Expire(103.6 * _late));
        Assert.NotNull(_leases.FirstUnassignable([]));
    }

    // The one before it took the whole window with it into the grave, or gave blocks that had come already: all of that comes back unasked.
    [Fact]
    public void Lease_that_follows_another_is_void_after_a_time_although_nothing_more_was_asked_for()
    {
        _leases.Add(Split(0), 2);
        var first = Grant("a")!;
        Assert.True(Receive(first, 0, 40));
        Assert.Equal([first.Id], _leases.Expire(2.1 * _late));

        var second = Grant("mute", 2.1 * _late)!;
        Assert.Equal([second.Id], _leases.Expire(4.3 * _late));
    }

    [Fact]
    public void Rival_whose_blocks_had_come_already_owes_what_was_asked_for_all_the_same()
    {
        _leases.Add(Split(0), 2);
        var slow = Grant("a")!;
        var rival = Grant("b", 1.5 * _late)!;
        Assert.True(Receive(slow, 0, 40, at: 1.6 * _late));
        Assert.False(Receive(rival, 0, 40, at: 1.7 * _late));
        Assert.Equal([slow.Id, rival.Id], _leases.Expire(3.8 * _late));
    }

    [Fact]
    public void Split_that_a_worker_refuses_is_for_others_and_never_for_it_again()
    {
        Add(2);
        _leases.Refuse(Grant("a")!.Id);
        Assert.Equal(1, Grant("a")!.Split.Sequence);
        Assert.Null(Grant("a"));
        Assert.Equal(0, Grant("b")!.Split.Sequence);
    }

    [Fact]
    public void Split_that_all_workers_refuse_is_stranded_until_another_comes()
    {
        Add(2);
        _leases.Refuse(Grant("a")!.Id);
        Assert.Equal(0, _leases.FirstUnassignable(["a"])!.Sequence);
        Assert.Null(_leases.FirstUnassignable(["a", "b"]));
        Grant("b");
        Assert.Null(_leases.FirstUnassignable(["a"]));
        Assert.Equal(1, _leases.FirstUnassignable([])!.Sequence);
    }

    [Fact]
    public void Block_that_leaves_out_another_is_a_bug_of_the_worker()
    {
        Add(1);
        var lease = Grant("a")!;
        Assert.Contains("expected block 0 part 0", Assert.Throws<InvalidOperationException>(() => Receive(lease, 1, 40)).Message);
    }

    [Fact]
    public void Lease_that_is_lost_leaves_its_worker_s_others_alone()
    {
        Add(2);
        var lost = Grant("a")!;
        var kept = Grant("a")!;
        _leases.Lost(lost.Id);
        Assert.True(Receive(kept, 0, 140));
        Assert.Equal(0, Grant("b")!.Split.Sequence);
    }

    [Fact]
    public void Where_an_earlier_split_is_free_the_last_lease_gives_way_and_keeps_what_has_come()
    {
        Add(3);
        var first = Grant("a")!;
        Grant("b");
        var last = Grant("c")!;
        Receive(last, 0, 240);
        Assert.Null(_leases.Yield(default));

        _leases.Lost(first.Id);
        Assert.Equal((last.Id, "c"), _leases.Yield(default));
        Assert.Equal(0, Grant("c")!.Split.Sequence);
        Assert.Equal(new BlockStart(1, 240), Grant("d")!.Split.From);
    }

    [Fact]
    public void Where_the_first_split_is_late_a_lease_of_another_worker_gives_way()
    {
        Add(3);
        Grant("a");
        _leases.RecordRequest(0, 1, default);
        var other = Grant("b")!;
        Grant("a");
        Assert.Null(_leases.Yield(0.9 * _late));
        Assert.Equal((other.Id, "b"), _leases.Yield(1.1 * _late));
    }

    [Fact]
    public void Nobody_gives_way_to_a_split_that_it_refused()
    {
        Add(2);
        _leases.Refuse(Grant("a")!.Id);
        Grant("a");
        Assert.Null(_leases.Yield(default));
    }

    // A split that is not the first gives two blocks and then waits, as a full window makes it; each worker has room for one lease.
    [Fact]
    public void Workers_with_little_room_never_wait_for_each_other_although_they_become_fewer()
    {
        for (var seed = 0; seed < TestCount.Of(300, 20_000); seed++)
        {
            var random = new Random(seed);
            var leases = new SplitLeases<int>(_late);
            var (next, holds, left, workers) = (new int[12], new Dictionary<int, Lease>(), 200, new List<int> { 0, 1, 2, 3 });
            for (var i = 0; i < next.Length; i++)
                leases.Add(Split(i), 0);
            while (leases.Unfinished > 0)
            {
                Assert.True(left-- > 0, $"seed {seed}: they wait for each other");
                foreach (var worker in workers)
                    if (!holds.ContainsKey(worker) && leases.Grant(worker, default) is { } lease)
                        holds.Add(worker, lease);
                if (holds.Count == workers.Count && leases.Yield(default) is var (_, gives))
                    holds.Remove(gives);
                foreach (var (worker, lease) in holds.ToArray())
                    Read(worker, lease);
                if (random.Next(4) == 0 && workers.Count > 1)
                {
                    var dead = workers[random.Next(workers.Count)];
                    workers.Remove(dead);
                    holds.Remove(dead);
                    leases.RevokeAll(dead);
                }
            }

            void Read(int worker, Lease lease)
            {
                var split = (int)lease.Split.Sequence;
                var isFirst = Array.FindIndex(next, n => n < 5) == split;
                for (var blocks = 0; blocks < 2 && next[split] < (isFirst ? 5 : 2); blocks++)
                    leases.Received(lease.Id, next[split]++, 0, true, next[split] == 5 ? null : lease.Split.Start + next[split], default);
                if (next[split] == 5)
                    holds.Remove(worker);
            }
        }
    }

    // Workers read, die, sleep and come back; in the end each block has been taken once, in the order of its split.
    [Fact]
    public void Whoever_comes_sleeps_or_dies_every_block_counts_once_and_in_order()
    {
        for (var seed = 0; seed < TestCount.Of(300, 20_000); seed++)
        {
            var world = new World(seed);
            world.Run();
            Assert.True(world.Taken.All(t => t.Blocks.SequenceEqual(Enumerable.Range(0, t.Total))), $"seed {seed}");
        }
    }

    private void Add(int splits)
    {
        for (var i = 0; i < splits; i++)
            _leases.Add(Split(i), 0);
    }

    private Lease? Grant(string worker, TimeSpan now = default) => _leases.Grant(worker, now);

    private bool Receive(Lease lease, int index, long? nextOffset, TimeSpan at = default) => _leases.Received(lease.Id, index, 0, true, nextOffset, at);

    private static Split Split(int sequence) => new(default, sequence, 0, _file, 100 * sequence, 100 * (sequence + 1));

    private sealed class World(int seed)
    {
        private const int Splits = 12;

        private readonly Random _random = new(seed);
        private readonly SplitLeases<int> _leases = new(_late);
        private readonly Dictionary<int, List<(Lease Lease, int Next)>> _workers = [];
        private TimeSpan _now;
        private int _hired;

        public List<(int Total, List<int> Blocks)> Taken { get; } = [];

        public void Run()
        {
            for (var i = 0; i < Splits; i++)
            {
                _leases.Add(Split(i), 2);
                Taken.Add((_random.Next(1, 6), []));
            }
            for (var turn = 0; _leases.Unfinished > 0; turn++)
            {
                Assert.True(turn < 20_000, $"seed {seed} makes no progress");
                _now += _random.Next(1000) * TimeSpan.FromMilliseconds(1);
                Turn();
            }
        }

        private void Turn()
        {
            switch (_random.Next(10))
            {
                case 0 when _workers.Count < 4:
                    _workers.Add(_hired++, []);
                    break;
                case 1 when _workers.Count > 0:
                    var dead = Any();
                    _leases.RevokeAll(dead);
                    _workers.Remove(dead);
                    break;
                case 2:
                    _leases.Expire(_now); // its worker does not know yet, and goes on
                    break;
                case 3 or 4 when _workers.Count > 0:
                    var worker = Any();
                    if (_leases.Grant(worker, _now) is { } lease)
                    {
                        _workers[worker].Add((lease, lease.Split.From?.Index ?? 0));
                    }
                    break;
                default:
                    if (_workers.Count > 0)
                        Read(_workers[Any()]);
                    break;
            }
        }

        private void Read(List<(Lease Lease, int Next)> work)
        {
            if (work.Count == 0)
                return;
            var at = _random.Next(work.Count);
            var (lease, next) = work[at];
            var (total, blocks) = Taken[(int)lease.Split.Sequence];
            var isLast = next == total - 1;
            if (_leases.Received(lease.Id, next, 0, true, isLast ? null : lease.Split.Start + next + 1, _now))
            {
                blocks.Add(next);
                _leases.RecordRequest(lease.Split.Sequence, 1, _now);
            }
            if (isLast)
                work.RemoveAt(at);
            else
                work[at] = (lease, next + 1);
        }

        private int Any() => _workers.Keys.ElementAt(_random.Next(_workers.Count));
    }
}
