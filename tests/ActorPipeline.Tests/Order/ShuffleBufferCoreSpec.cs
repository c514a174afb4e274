using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

public class ShuffleBufferCoreSpec
{
    private static readonly ShuffleSettings _tutorial = new(Seed: 23, Epochs: 2, Interleave: 1, MinAfterDequeue: 10, Capacity: 79,
        EpochBoundary.Mix, BatchSize: 23, AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 2, BadRecordPolicy.Skip, MaxBadRecords: null);

    // 20 files of 100 rows
    private static InventedRows TutorialRows() => new([.. Enumerable.Repeat(new[] { 40, 40, 20 }, 20)], blocks: 1000);

    [Fact]
    public void Two_epochs_of_2000_rows_are_174_batches_of_23_the_last_of_21()
    {
        var run = new ShuffleRun(TutorialRows(), _tutorial).ToTheEnd(epochs: 2);

        Assert.Equal([.. Enumerable.Repeat(23, 173), 21], run.Batches.Select(b => b.Length));
        Assert.Equal(new StreamEnd(174, 4000, 21, 2, 0, 0, EndReason.OutOfRange), run.Ends[0] with { Cursor = null });
        Assert.All(run.Batches.SelectMany(b => b).CountBy(o => (o.Epoch, o.Offset)), row => Assert.Equal(1, row.Value));
    }

    [Fact]
    public void Without_a_smaller_final_batch_they_are_173()
    {
        var run = new ShuffleRun(TutorialRows(), _tutorial with { AllowSmallerFinalBatch = false }).ToTheEnd(epochs: 2);

        Assert.Equal(Enumerable.Repeat(23, 173), run.Batches.Select(b => b.Length));
        Assert.Equal((173, 173 * 23, 23), (run.Ends[0].Steps, run.Ends[0].Rows, run.Ends[0].LastBatchSize));
    }

    [Fact]
    public void Mixed_epochs_share_batches_and_drained_ones_never_do()
    {
        var mixed = new ShuffleRun(TutorialRows(), _tutorial).ToTheEnd(epochs: 2);
        var drained = new ShuffleRun(TutorialRows(), _tutorial with { Boundary = EpochBoundary.Drain }).ToTheEnd(epochs: 2);

        Assert.Contains(mixed.Batches, b => b.DistinctBy(o => o.Epoch).Count() == 2);
        Assert.All(drained.Batches, b => Assert.Single(b.DistinctBy(o => o.Epoch)));
        Assert.Equal([.. Enumerable.Repeat(23, 86), 22, .. Enumerable.Repeat(23, 86), 22], drained.Batches.Select(b => b.Length));
    }

    [Fact]
    public void Drained_epochs_without_smaller_final_batches_have_full_ones_only()
    {
        var settings = _tutorial with { Boundary = EpochBoundary.Drain, AllowSmallerFinalBatch = false };
        var run = new ShuffleRun(TutorialRows(), settings).ToTheEnd(epochs: 2);

        Assert.Equal(Enumerable.Repeat(23, 172), run.Batches.Select(b => b.Length));
        Assert.Equal(86, run.Batches.Count(b => b.All(o => o.Epoch == 0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Batches_depend_on_neither_the_arrival_of_blocks_nor_the_timing_of_credit(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var settings = RandomSettings(random);
            var data = new InventedRows(RandomBlocks(random), blocks: 1000);
            var expected = ShuffleOracle.Batches(data, settings);
            var run = new ShuffleRun(data, settings);

            var blocks = Enumerable.Range(0, settings.Epochs!.Value).SelectMany(data.BlocksOf).ToArray();
            random.Shuffle(blocks);
            var arriving = new Queue<(long, int)>(blocks);
            // One more than there are batches: rows that no batch will have need credit to leave, too.
            var (wanted, granted) = (expected.Count + 1, 0);
            while (run.Ends.Count == 0)
            {
                if (granted < wanted && random.Next(2) == 0)
                    granted += Granted(run, random.Next(1, settings.Batches + 1));
                else if (arriving.TryDequeue(out var block))
                    run.Add(block);
                else
                    Assert.True(granted < wanted, $"seed {seed}, round {round}: all is there, and the end is not.");
                Assert.True(run.Batches.Count <= granted, $"seed {seed}, round {round}: a batch without credit.");
            }

            Assert.Equal(expected.Select(b => string.Join(' ', b)), run.Batches.Select(b => string.Join(' ', b)));
            Assert.Equal(settings.MaxSteps == expected.Count ? EndReason.MaxSteps : EndReason.OutOfRange, run.Ends[0].EndedBy);
            foreach (var held in run.Core.Abandon())
                held.ReturnMemory();
            Assert.Equal(0, run.Outstanding);
        }
    }

    [Fact]
    public void No_batch_leaves_without_credit()
    {
        var data = TutorialRows();
        var run = new ShuffleRun(data, _tutorial);
        foreach (var block in data.BlocksOf(0))
            run.Add(block);
        Assert.Empty(run.Batches);

        run.Request(2);
        Assert.Equal(2, run.Batches.Count);
    }

    [Theory]
    [InlineData(32, 0)]
    [InlineData(33, 1)]
    public void The_first_batch_needs_min_after_dequeue_and_a_batch_of_rows(int rows, int batches)
    {
        var run = new ShuffleRun(new([[rows], [1]], blocks: 10), _tutorial);
        run.Request(1);
        run.Add((0, 0));

        Assert.Equal(batches, run.Batches.Count);
    }

    [Fact]
    public void Max_steps_ends_the_stream_after_that_batch()
    {
        var run = new ShuffleRun(TutorialRows(), _tutorial with { MaxSteps = 5 }).ToTheEnd(epochs: 1);

        Assert.Equal(5, run.Batches.Count);
        Assert.Equal((5, 115, 23, EndReason.MaxSteps), (run.Ends[0].Steps, run.Ends[0].Rows, run.Ends[0].LastBatchSize, run.Ends[0].EndedBy));
    }

    [Fact]
    public void Finish_ends_the_stream_with_the_batches_that_were_sent()
    {
        var data = TutorialRows();
        var run = new ShuffleRun(data, _tutorial);
        run.Request(3);
        foreach (var block in data.BlocksOf(0))
            run.Add(block);
        run.Core.Finish(EndReason.Signal);
        run.Core.Finish(EndReason.Failure);
        run.Resume();

        Assert.Equal((3, 69, 23, 0, EndReason.Signal),
            (run.Ends[0].Steps, run.Ends[0].Rows, run.Ends[0].LastBatchSize, run.Ends[0].Epochs, run.Ends[0].EndedBy));
        foreach (var held in run.Core.Abandon())
            held.ReturnMemory();
        Assert.Equal(0, run.Outstanding);
    }

    [Fact]
    public void The_end_comes_once_without_credit_and_again_to_each_later_request()
    {
        var run = new ShuffleRun(new([[1]], blocks: 10), _tutorial with { Epochs = 1, AllowSmallerFinalBatch = false });
        run.Add((0, 0));
        run.Request(1);
        Assert.Single(run.Ends);

        run.Resume();
        Assert.Single(run.Ends);
        run.Request(3);
        Assert.Equal(2, run.Ends.Count);
        Assert.Equal(run.Ends[0], run.Ends[1]);
    }

    [Fact]
    public void A_block_of_another_run_or_after_the_end_or_twice_is_not_accepted()
    {
        var data = new InventedRows([[1], [1]], blocks: 10);
        var run = new ShuffleRun(data, _tutorial with { Epochs = 1 });
        Assert.False(run.Core.TryAccept(new InventedRows([[1]], blocks: 1).Block((0, 0))));
        Assert.True(run.Core.TryAccept(data.Block((0, 0))));
        Assert.False(run.Core.TryAccept(data.Block((0, 0))));

        run.Core.Finish(EndReason.Signal);
        run.Resume();
        Assert.False(run.Core.TryAccept(data.Block((1, 0))));
    }

    [Fact]
    public void Flaws_come_before_the_rows_of_their_block_and_are_counted_with_the_blank_lines()
    {
        var data = new InventedRows([[2], [2]], blocks: 10);
        var run = new ShuffleRun(data, _tutorial with
        {
            Epochs = 1,
            MinAfterDequeue = 0,
            Capacity = 1,
            BatchSize = 2,
            OnBadRecord = BadRecordPolicy.Skip,
        });
        run.Core.TryAccept(data.Block((1, 0), blankLines: 3, new BadRecord(0, 1, 1, "second"), new BadRecord(9, 2, 3, "third")));
        run.Core.TryAccept(data.Block((0, 0), blankLines: 1, new BadRecord(0, 4, 1, "first")));
        run.Resume();
        Assert.Equal(["invented.csv:4:1: first (skipped)"], run.Warnings);

        run.Request(2);
        Assert.Equal(["invented.csv:1:1: second (skipped)", "invented.csv:2:3: third (skipped)"], run.Warnings[1..]);
        Assert.Equal((3, 4, 4), (run.Ends[0].BadRecords, run.Ends[0].BlankLines, run.Ends[0].Rows));
    }

    [Theory]
    [InlineData(EpochBoundary.Mix)]
    [InlineData(EpochBoundary.Drain)]
    public void An_epoch_without_rows_is_an_error_and_no_endless_silence(EpochBoundary boundary)
    {
        var data = new InventedRows([[0], [0, 0]], blocks: 10);
        var run = new ShuffleRun(data, _tutorial with { Epochs = null, Boundary = boundary });
        run.Add((0, 0));
        run.Add((1, 0));

        var error = Assert.Throws<PipelineException>(() => run.Add((1, 1)));
        Assert.Equal(FailureKind.Data, error.Kind);
        Assert.StartsWith("Epoch 0 has no row", error.Message);
    }

    [Fact]
    public void A_drained_epoch_too_small_for_a_batch_is_an_error_and_no_endless_silence()
    {
        var run = new ShuffleRun(new([[22]], blocks: 10), _tutorial with { Epochs = null, Boundary = EpochBoundary.Drain, AllowSmallerFinalBatch = false });
        run.Request(1);
        run.Add((0, 0));

        var error = Assert.Throws<PipelineException>(() => run.Add((1, 0)));
        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.StartsWith("No batch in epoch 0: batch-size is 23", error.Message);
    }

    private static int Granted(ShuffleRun run, int count)
    {
        run.Request(count);
        return count;
    }

    private static ShuffleSettings RandomSettings(Random random)
    {
        var minAfterDequeue = random.Next(0, 20);
        return new((ulong)random.Next(), random.Next(1, 4), random.Next(1, 5), minAfterDequeue, minAfterDequeue + random.Next(1, 40),
            random.Next(2) == 0 ? EpochBoundary.Mix : EpochBoundary.Drain, random.Next(1, 12), random.Next(2) == 0,
            random.Next(3) == 0 ? random.Next(1, 20) : null, random.Next(1, 4), BadRecordPolicy.Skip, null);
    }

    // An epoch has at least as many rows as the largest batch.
    private static int[][] RandomBlocks(Random random) =>
        [[12], .. Enumerable.Range(0, random.Next(0, 8)).Select(_ => Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(0, 15)).ToArray())];
}
