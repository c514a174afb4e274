using ActorPipeline.Data;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

public class ShuffleSlabSpec
{
    [Theory]
    [InlineData(79, 10, 23)]
    [InlineData(5, 4, 1)]
    [InlineData(2, 0, 3)]
    [InlineData(1, 0, 5)]
    public void It_fills_then_takes_one_for_each_of_a_batch_then_two_until_it_is_full_then_one(int capacity, int minAfterDequeue, int batchSize)
    {
        var slab = Slab(capacity, minAfterDequeue, batchSize);
        var entered = Fill(slab);
        Assert.Equal(minAfterDequeue + 1, entered);

        for (var left = 1; left < 3 * capacity + batchSize; left++)
        {
            slab.Leave(out _);
            if (left == batchSize)
                Assert.Equal(minAfterDequeue + batchSize, entered);
            var wanted = Math.Min(left < batchSize ? 1 : 2, capacity - slab.Count);
            entered += wanted;
            Assert.Equal(wanted, Fill(slab));
        }
        Assert.Equal(capacity, slab.Count);
    }

    [Fact]
    public void A_closed_epochs_rows_leave_before_those_that_follow_and_then_there_must_be_enough_of_these()
    {
        var slab = Slab(capacity: 8, minAfterDequeue: 3, batchSize: 2);
        for (var i = 0; i < 4; i++)
            Enter(slab, i);
        slab.CloseEpoch();
        Assert.Equal(1, slab.ClosedEpochs);
        List<int> left = [];
        for (var next = 10; !slab.IsDrained;)
        {
            left.Add(LeaveOne(slab));
            for (; slab.Wanted > 0 && next < 12; next++)
                Enter(slab, next);
            if (slab.Wanted > 0)
                break;
        }
        Assert.All(left, row => Assert.InRange(row, 0, 3));

        var (closed, wanted) = (slab.ClosedEpochs, slab.Wanted);
        Assert.Equal(1, closed);
        while (slab.Wanted > 0)
            Enter(slab, 20);
        while (!slab.IsDrained)
        {
            Assert.InRange(LeaveOne(slab), 0, 3);
            Fill(slab);
        }
        slab.NextEpoch();
        Assert.Equal(0, slab.ClosedEpochs);
        Fill(slab);
        Assert.True(slab.Count > 3);
        Assert.InRange(LeaveOne(slab), 10, 1000);
        Assert.True(wanted > 0);
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
        Assert.Equal("1 2 3 4 0 12 5 6 14 16 11 7 18 20 19 9 13 22 10 21 15 8 23 17", string.Join(' ', Shuffled(Slab(capacity: 8, minAfterDequeue: 3), 24)));

    [Fact]
    public void Each_waiting_row_is_equally_likely_to_leave()
    {
        const int Rounds = 10_000;
        var counts = new int[10];
        for (var i = 0; i < Rounds; i++)
        {
            var slab = Slab(10, 9, seed: (ulong)i);
            for (var row = 0; row < 10; row++)
                Enter(slab, row);
            counts[LeaveOne(slab)]++;
        }

        Assert.All(counts, c => Assert.InRange(c, Rounds / 10 - 150, Rounds / 10 + 150));
    }

    [Fact]
    public void All_of_its_memory_is_capacity_times_row() =>
        Assert.Equal(1000 * (1025 * 4 + 16 + 4), ShuffleSlab.BytesFor(1000, 1025 * 4));

    private static ShuffleSlab Slab(int capacity, int minAfterDequeue, int batchSize = 1, ulong seed = 23) => new(new ShuffleSettings(
        seed, Epochs: 1, Interleave: 1, minAfterDequeue, capacity, EpochBoundary.Mix, batchSize, AllowSmallerFinalBatch: true, MaxSteps: null,
        Prefetch: 1, BadRecordPolicy.Fail, MaxBadRecords: null), rowBytes: 8);

    private static int Fill(ShuffleSlab slab)
    {
        var entered = 0;
        for (; slab.Wanted > 0; entered++)
            Enter(slab, entered);
        return entered;
    }

    private static void Enter(ShuffleSlab slab, int row) => slab.Enter(RowBytes.Of(row, -row), new RowOrigin(1, 2, row));

    private static int LeaveOne(ShuffleSlab slab)
    {
        var row = RowBytes.ToNumbers(slab.Leave(out var origin));
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
