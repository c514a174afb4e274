using ActorPipeline.Data;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

/// <summary>How well the shuffle mixes, against what the rule of counts makes exactly likely.</summary>
public class ShuffleStatisticsSpec
{
    private const int Capacity = 8, MinAfterDequeue = 3, BatchSize = 2, Rows = 20;

    [Theory]
    [InlineData(1, 0, 1, 50)]
    [InlineData(2, 0, 3, 100)]
    [InlineData(8, 3, 2, 20)]
    [InlineData(79, 10, 23, 1000)]
    [InlineData(100, 99, 7, 300)]
    [InlineData(500, 10, 23, 300)]
    public void Each_row_leaves_once_and_never_before_it_could_have_entered(int capacity, int minAfterDequeue, int batchSize, int rows)
    {
        var entered = Entered(capacity, minAfterDequeue, batchSize, rows);
        for (ulong seed = 0; seed < 50; seed++)
        {
            var order = Order(capacity, minAfterDequeue, batchSize, rows, seed);

            Assert.Equal(Enumerable.Range(0, rows), order.Order());
            foreach (var (place, row) in order.Index())
            {
                Assert.True(row < entered[place], $"seed {seed}: row {row} left at {place}, when {entered[place]} had entered");
                Assert.True(place >= row - capacity + 1, $"seed {seed}: row {row} left at {place}, more than the capacity early");
            }
        }
    }

    [Fact]
    public void A_batch_may_hold_what_entered_last_as_early_as_the_rule_of_counts_allows()
    {
        var entered = Entered(Capacity, MinAfterDequeue, BatchSize, Rows);
        var earliest = Enumerable.Repeat(Rows, Rows).ToArray();
        for (ulong seed = 0; seed < 2000; seed++)
            foreach (var (place, row) in Order(Capacity, MinAfterDequeue, BatchSize, Rows, seed).Index())
                earliest[row] = Math.Min(earliest[row], place);

        Assert.Equal(Enumerable.Range(0, Rows).Select(row => entered.FindIndex(count => count > row)), earliest);
    }

    [Fact]
    public void The_chance_of_a_row_to_leave_at_each_position_is_that_of_the_exact_model()
    {
        const int Seeds = 20_000;
        var expected = Chances();
        var counts = new int[Rows, Rows];
        for (ulong seed = 0; seed < Seeds; seed++)
            foreach (var (place, row) in Order(Capacity, MinAfterDequeue, BatchSize, Rows, seed).Index())
                counts[row, place]++;

        for (var row = 0; row < Rows; row++)
        {
            var (chi, cells, rest, restExpected) = (0.0, 0, 0, 0.0);
            for (var place = 0; place < Rows; place++)
            {
                var mean = expected[row, place] * Seeds;
                if (mean == 0)
                    Assert.Equal(0, counts[row, place]);
                // the approximation holds where a cell expects some; the others make up one cell
                if (mean < 10)
                    (rest, restExpected) = (rest + counts[row, place], restExpected + mean);
                else
                    (chi, cells) = (chi + Square(counts[row, place], mean), cells + 1);
            }
            if (restExpected >= 10)
                (chi, cells) = (chi + Square(rest, restExpected), cells + 1);
            // Four standard deviations above the mean of chi-square with one degree of freedom less than cells.
            Assert.True(chi < cells - 1 + 4 * Math.Sqrt(2 * (cells - 1)), $"row {row}: chi-square {chi:F1} of {cells} cells");
        }

        static double Square(int count, double mean) => (count - mean) * (count - mean) / mean;
    }

    // How many rows have entered when the n-th one leaves: the rule of counts, told as DESIGN does.
    private static List<int> Entered(int capacity, int minAfterDequeue, int batchSize, int rows)
    {
        List<int> entered = [];
        var count = minAfterDequeue + 1;
        for (var left = 1; left <= rows; left++)
        {
            entered.Add(Math.Min(count, rows));
            count = Math.Min(count + (left < batchSize ? 1 : 2), left + capacity);
        }
        return entered;
    }

    // Each row that waits is equally likely to be the next one, so a row's fate depends on how many wait alone.
    private static double[,] Chances()
    {
        var entered = Entered(Capacity, MinAfterDequeue, BatchSize, Rows);
        var chances = new double[Rows, Rows];
        for (var row = 0; row < Rows; row++)
        {
            var waits = 1.0;
            for (var place = 0; place < Rows; place++)
            {
                if (row >= entered[place])
                    continue;
                chances[row, place] = waits / (entered[place] - place);
                waits -= chances[row, place];
            }
            Assert.Equal(0, waits, precision: 12);
        }
        return chances;
    }

    private static List<int> Order(int capacity, int minAfterDequeue, int batchSize, int rows, ulong seed)
    {
        var slab = new ShuffleSlab(new ShuffleSettings(seed, Epochs: 1, Interleave: 1, minAfterDequeue, capacity, EpochBoundary.Mix,
            batchSize, AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 1, BadRecordPolicy.Fail, MaxBadRecords: null), rowBytes: 4);
        var order = new List<int>(rows);
        for (var entered = 0; order.Count < rows;)
        {
            for (; slab.Wanted > 0 && entered < rows; entered++)
                slab.Enter(RowBytes.Of(entered), default);
            if (entered == rows)
                slab.EndInput();
            order.Add((int)RowBytes.ToNumbers(slab.Leave(out _))[0]);
        }
        return order;
    }
}
