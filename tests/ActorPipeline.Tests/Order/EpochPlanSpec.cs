using ActorPipeline.Data;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

public class EpochPlanSpec
{
    private static readonly RunId _run = RunId.New();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1_000_000)]
    public void The_splits_of_an_epoch_tile_the_data_of_each_file_in_file_order(int splitBytes)
    {
        var files = Files((100, 0), (0, 0), (64, 3), (5, 5), (1, 0), (0, 0));
        var plan = new EpochPlan(_run, files, Settings(splitBytes: splitBytes, epochs: 3));

        foreach (var epoch in All(plan).GroupBy(s => s.Epoch))
        {
            Assert.Equal(plan.SplitsPerEpoch, epoch.Count());
            foreach (var splits in epoch.GroupBy(s => s.File))
            {
                var at = splits.Key.DataStart;
                foreach (var split in splits)
                {
                    Assert.Equal(at, split.Start);
                    Assert.InRange(split.End - split.Start, 1, splitBytes);
                    at = split.End;
                }
                Assert.Equal(splits.Key.Length, at);
            }
            Assert.Equal(files.Where(f => f.Length > f.DataStart), epoch.Select(s => s.File).Distinct().OrderBy(f => f.Index));
        }
    }

    [Fact]
    public void The_splits_of_a_file_follow_each_other_without_another_file_between()
    {
        var plan = new EpochPlan(_run, Files((50, 0), (50, 0), (50, 0)), Settings(splitBytes: 10, epochs: 1));

        var runsOfOneFile = All(plan).Select(s => s.File.Index).Aggregate(new List<int>(), (runs, file) => runs.LastOrDefault(-1) == file ? runs : [.. runs, file]);

        Assert.Equal(3, runsOfOneFile.Count);
    }

    [Fact]
    public void Sequence_numbers_count_all_splits_of_all_epochs()
    {
        var plan = new EpochPlan(_run, Files((25, 0), (0, 0), (10, 0)), Settings(splitBytes: 10, epochs: 4));
        var all = All(plan);

        Assert.Equal(4, plan.SplitsPerEpoch);
        Assert.Equal(16, plan.TotalSplits);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => (long)i), all.Select(s => s.Sequence));
        Assert.Equal(Enumerable.Range(0, 16).Select(i => i / 4), all.Select(s => s.Epoch));
        Assert.All(all, s => Assert.Equal(_run, s.Run));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_access_gives_what_going_through_gives(int seed)
    {
        var random = new Random(seed);
        var files = Files([.. Enumerable.Range(0, 20).Select(_ => ((long)random.Next(0, 40), 0L))]);
        var settings = Settings(splitBytes: 10, epochs: 5);
        var all = All(new EpochPlan(_run, files, settings));
        var plan = new EpochPlan(_run, files, settings);

        for (var i = 0; i < 500; i++)
        {
            var sequence = random.Next(all.Count);
            Assert.Equal(all[sequence], plan.At(sequence));
        }
    }

    [Fact]
    public void Each_epoch_has_the_files_in_a_permutation_of_its_own_and_the_same_one_each_time()
    {
        var files = Files([.. Enumerable.Repeat((1L, 0L), 20)]);
        var plan = new EpochPlan(_run, files, Settings(epochs: 10));
        var orders = All(plan).GroupBy(s => s.Epoch).Select(e => string.Join(' ', e.Select(s => s.File.Index))).ToList();

        Assert.Equal(10, orders.Distinct().Count());
        Assert.All(orders, o => Assert.Equal(Enumerable.Range(0, 20), o.Split(' ').Select(int.Parse).Order()));
        Assert.Equal(All(plan), All(new EpochPlan(_run, files, Settings(epochs: 10))));
    }

    [Fact]
    public void The_permutation_of_an_epoch_comes_from_seed_plus_epoch()
    {
        var files = Files([.. Enumerable.Repeat((1L, 0L), 20)]);
        var shifted = All(new EpochPlan(_run, files, Settings(seed: 23, epochs: 2))).Where(s => s.Epoch == 1).Select(s => s.File.Index);
        var first = All(new EpochPlan(_run, files, Settings(seed: 24, epochs: 1))).Select(s => s.File.Index);

        Assert.Equal(first, shifted);
        Assert.NotEqual(first, All(new EpochPlan(_run, files, Settings(seed: 25, epochs: 1))).Select(s => s.File.Index));
    }

    [Fact]
    public void The_order_for_a_seed_never_changes()
    {
        var plan = new EpochPlan(_run, Files([.. Enumerable.Repeat((1L, 0L), 10)]), Settings(seed: 23, epochs: 2));

        Assert.Equal("5 6 2 8 9 0 7 1 3 4 1 2 3 9 0 5 6 4 7 8", string.Join(' ', All(plan).Select(s => s.File.Index)));
    }

    [Fact]
    public void Without_shuffle_every_epoch_has_the_ordinal_order()
    {
        var plan = new EpochPlan(_run, Files([.. Enumerable.Repeat((1L, 0L), 10)]), Settings(epochs: 3) with { ShuffleFiles = false });

        Assert.Equal(Enumerable.Range(0, 30).Select(i => i % 10), All(plan).Select(s => s.File.Index));
    }

    [Fact]
    public void Endless_epochs_never_end()
    {
        var plan = new EpochPlan(_run, Files((10, 0)), Settings(epochs: null));

        Assert.Null(plan.TotalSplits);
        Assert.Equal(1_000_000_000, plan.At(1_000_000_000)!.Epoch);
    }

    [Fact]
    public void A_plan_without_data_has_no_split()
    {
        var plan = new EpochPlan(_run, Files((0, 0), (4, 4)), Settings(epochs: null));

        Assert.Equal(0, plan.TotalSplits);
        Assert.Null(plan.At(0));
    }

    private static EpochSettings Settings(ulong seed = 23, int? epochs = 2, long splitBytes = 10) =>
        new([], seed, epochs, ShuffleFiles: true, splitBytes, HeaderLines: 0);

    private static DataFile[] Files(params (long Length, long DataStart)[] files) =>
        [.. files.Select((f, i) => new DataFile(i, $"{i}.csv", f.Length, DateTime.UnixEpoch, f.DataStart))];

    private static List<Split> All(EpochPlan plan)
    {
        var all = new List<Split>();
        while (plan.At(all.Count) is { } split)
            all.Add(split);
        return all;
    }
}
