using ActorPipeline.Data;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

public class EpochTallySpec
{
    [Fact]
    public void An_epoch_is_over_when_it_has_been_taken_in_whole_and_its_last_row_has_left()
    {
        var tally = new EpochTally(over: 0);
        tally.Entered(0);
        tally.Entered(0);
        tally.Left(0);
        Assert.Equal(0, tally.CompleteUpTo(1));
        tally.Left(0);
        Assert.Equal(0, tally.CompleteUpTo(0));
        Assert.Equal(1, tally.CompleteUpTo(1));
    }

    [Fact]
    public void An_epoch_is_not_over_before_the_one_before_it()
    {
        var tally = new EpochTally(over: 3);
        tally.Entered(3);
        tally.Entered(4);
        tally.Left(4);
        Assert.Equal(3, tally.CompleteUpTo(5));
        tally.Left(3);
        Assert.Equal(5, tally.CompleteUpTo(5));
    }

    // A capacity larger than an epoch: rows of several epochs wait at the same time.
    [Theory]
    [InlineData(EpochBoundary.Mix, 21)]
    [InlineData(EpochBoundary.Mix, 400)]
    [InlineData(EpochBoundary.Drain, 60)]
    public void With_each_batch_the_epochs_are_over_of_which_no_row_is_to_come(EpochBoundary boundary, int capacity)
    {
        const int Epochs = 4;
        var settings = new ShuffleSettings(Seed: 5, Epochs, Interleave: 1, MinAfterDequeue: 20, capacity, boundary, BatchSize: 7,
            AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 2, BadRecordPolicy.Fail, MaxBadRecords: null);
        var run = new ShuffleRun(new InventedRows([[10, 20], [15], [5, 40]], blocks: 100), settings).ToTheEnd(Epochs);

        int[] lastBatchOf = [.. Enumerable.Range(0, Epochs).Select(epoch => run.Batches.FindLastIndex(b => b.Any(o => o.Epoch == epoch)))];
        Assert.Equal(run.Batches.Select((_, i) => lastBatchOf.TakeWhile(last => last <= i).Count()), run.EpochsCompleted);
    }
}
