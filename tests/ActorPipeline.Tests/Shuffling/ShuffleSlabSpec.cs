using ActorPipeline.Flow;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Tests.Shuffling;

public class ShuffleSlabSpec
{
    [Theory]
    [InlineData(79, 10)]
    [InlineData(5, 4)]
    [InlineData(2, 0)]
    [InlineData(1, 0)]
    public void It_fills_then_takes_two_for_each_that_leaves_until_it_is_full_then_one(int capacity, int minAfterDequeue)
    {
        var slab = Slab(capacity, minAfterDequeue);
        var entered = Fill(slab);
        Assert.Equal(minAfterDequeue + 1, entered);

        for (var i = 0; i < 3 * capacity; i++)
        {
            var before = slab.Count;
            slab.Leave(out _);
            Assert.Equal(before < capacity ? Math.Min(2, capacity - slab.Count) : 1, Fill(slab));
            Assert.InRange(slab.Count, Math.Min(before + 1, capacity), capacity);
        }
        Assert.Equal(capacity, slab.Count);
    }

    [Fact]
    public void A_row_leaves_only_while_more_than_min_after_dequeue_wait()
    {
        var slab = Slab(capacity: 5, minAfterDequeue: 3);
        for (var i = 0; i < 4; i++)
        {
            Assert.Throws<InvalidOperationException>(() => { slab.Leave(out _); });
            Enter(slab, i);
        }
        slab.Leave(out _);
    }

    [Fact]
    public void A_row_that_is_not_wanted_does_not_enter()
    {
        var slab = Slab(capacity: 2, minAfterDequeue: 0);
        Fill(slab);

        Assert.Throws<InvalidOperationException>(() => Enter(slab, 1));
    }

    [Fact]
    public void When_the_input_has_ended_every_row_leaves()
    {
        var slab = Slab(capacity: 10, minAfterDequeue: 9);
        for (var i = 0; i < 7; i++)
            Enter(slab, i);
        slab.EndInput();

        var left = Enumerable.Range(0, 7).Select(_ => LeaveOne(slab)).ToList();
        Assert.Equal(Enumerable.Range(0, 7), left.Order());
        Assert.Equal((0, 0), (slab.Count, slab.Wanted));
        Assert.Throws<InvalidOperationException>(() => { slab.Leave(out _); });

        slab.Reopen();
        Assert.Equal(10, slab.Wanted);
    }

    [Theory]
    [InlineData(79, 10, 500)]
    [InlineData(1, 0, 50)]
    [InlineData(100, 99, 30)]
    public void What_leaves_is_a_permutation_of_what_entered_each_row_with_its_origin(int capacity, int minAfterDequeue, int rows) =>
        Assert.Equal(Enumerable.Range(0, rows), Shuffled(Slab(capacity, minAfterDequeue), rows).Order());

    [Fact]
    public void A_slab_of_one_row_keeps_the_order() =>
        Assert.Equal(Enumerable.Range(0, 50), Shuffled(Slab(capacity: 1, minAfterDequeue: 0), 50));

    [Fact]
    public void The_order_for_a_seed_never_changes() =>
        Assert.Equal("1 3 5 7 0 12 10 8 13 16 9 17 15 20 14 18 6 21 11 2 19 4 22 23", string.Join(' ', Shuffled(Slab(capacity: 8, minAfterDequeue: 3), 24)));

    [Fact]
    public void Each_waiting_row_is_equally_likely_to_leave()
    {
        const int Rounds = 10_000;
        var random = Xoshiro256.FromSeed(23);
        var counts = new int[10];
        for (var i = 0; i < Rounds; i++)
        {
            var slab = new ShuffleSlab(10, 9, 2, random);
            for (var row = 0; row < 10; row++)
                Enter(slab, row);
            counts[LeaveOne(slab)]++;
        }

        Assert.All(counts, c => Assert.InRange(c, Rounds / 10 - 150, Rounds / 10 + 150));
    }

    [Fact]
    public void All_of_its_memory_is_capacity_times_row() =>
        Assert.Equal(1000 * (1025 * 4 + 16 + 4), ShuffleSlab.BytesFor(1000, 1025));

    private static ShuffleSlab Slab(int capacity, int minAfterDequeue) => new(capacity, minAfterDequeue, rowLength: 2, Xoshiro256.FromSeed(23));

    private static int Fill(ShuffleSlab slab)
    {
        var entered = 0;
        for (; slab.Wanted > 0; entered++)
            Enter(slab, entered);
        return entered;
    }

    private static void Enter(ShuffleSlab slab, int row) => slab.Enter([row, -row], new RowOrigin(1, 2, row));

    private static int LeaveOne(ShuffleSlab slab)
    {
        var row = slab.Leave(out var origin);
        Assert.Equal(new RowOrigin(1, 2, (long)row[0]), origin);
        Assert.Equal(-row[0], row[^1]);
        return (int)row[0];
    }

    private static List<int> Shuffled(ShuffleSlab slab, int rows)
    {
        var (entered, left) = (0, new List<int>());
        while (left.Count < rows)
        {
            for (; slab.Wanted > 0 && entered < rows; entered++)
                Enter(slab, entered);
            if (entered == rows)
                slab.EndInput();
            left.Add(LeaveOne(slab));
        }
        return left;
    }
}
