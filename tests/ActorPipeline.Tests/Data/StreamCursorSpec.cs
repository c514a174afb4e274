using ActorPipeline.Data;
using ActorPipeline.Order;
using ActorPipeline.Tests.Order;

namespace ActorPipeline.Tests.Data;

public class StreamCursorSpec
{
    [Theory]
    [InlineData(EpochBoundary.Mix, 1)]
    [InlineData(EpochBoundary.Drain, 1)]
    [InlineData(EpochBoundary.Mix, 3)]
    [InlineData(EpochBoundary.Drain, 3)]
    public void From_the_cursor_of_any_batch_the_rest_of_the_stream_is_the_same(EpochBoundary boundary, int interleave)
    {
        var settings = Settings(boundary, interleave) with { CursorEvery = 1 };
        var whole = new ShuffleRun(Rows(), settings).ToTheEnd(epochs: 3);
        Assert.Equal(whole.Batches.Count, whole.Cursors.Count);

        foreach (var (step, cursor) in whole.Cursors)
        {
            var rest = new ShuffleRun(Rows(), settings, cursor).ToTheEnd(epochs: 3);
            Assert.Equal(whole.Batches[(int)step..], rest.Batches);
            Assert.Equal(whole.EpochsCompleted[(int)step - 1], cursor.CountEpochsCompleted());
            Assert.Equal(whole.EpochsCompleted[(int)step..], rest.EpochsCompleted);
            Assert.Equal(WithoutCursor(whole.Ends[0]), WithoutCursor(rest.Ends[0]));
        }
    }

    [Theory]
    [InlineData(EpochBoundary.Mix)]
    [InlineData(EpochBoundary.Drain)]
    public void Stopped_anywhere_any_number_of_times_the_stream_is_the_same(EpochBoundary boundary)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var settings = Settings(boundary, interleave: random.Next(1, 4));
            var whole = new ShuffleRun(Rows(), settings).ToTheEnd(epochs: 3);
            List<RowOrigin[]> batches = [];
            StreamCursor? cursor = null;
            for (var stops = random.Next(1, 6); stops > 0; stops--)
            {
                var part = new ShuffleRun(Rows(), settings, cursor);
                part.Request(random.Next(1, 5));
                foreach (var block in Rows().BlocksOf(0).Concat(Rows().BlocksOf(1)).Concat(Rows().BlocksOf(2)).Take(random.Next(0, 60)))
                    part.Add(block);
                part.Core.Finish(EndReason.Signal);
                part.Resume();
                batches.AddRange(part.Batches);
                cursor = part.Ends[0].Cursor;
            }
            batches.AddRange(new ShuffleRun(Rows(), settings, cursor).ToTheEnd(epochs: 3).Batches);

            Assert.True(whole.Batches.Select(Text).SequenceEqual(batches.Select(Text)), $"seed {seed}");
        }
    }

    [Fact]
    public void While_an_epoch_drains_the_next_one_is_taken_in_so_nobody_waits_at_the_boundary()
    {
        var data = Rows();
        var settings = Settings(EpochBoundary.Drain, interleave: 1);
        var run = new ShuffleRun(data, settings);
        foreach (var block in data.BlocksOf(0).Concat(data.BlocksOf(1)))
            run.Add(block);
        while (run.Batches.Count == 0 || run.Batches[^1][0].Epoch == 0)
            run.Request(1);
        run.Request(1);

        Assert.Equal([1, 1], run.Batches[^2..].Select(b => b[0].Epoch));
        var slab = run.Core.Cursor;
        Assert.Equal(settings.Capacity, slab.Waiting.Count);
    }

    private static InventedRows Rows() => new([[7, 5], [12], [3, 0, 9, 1], [6]], blocks: 1000);

    private static ShuffleSettings Settings(EpochBoundary boundary, int interleave) => new(Seed: 23, Epochs: 3, interleave, MinAfterDequeue: 5,
        Capacity: 14, boundary, BatchSize: 4, AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 1, BadRecordPolicy.Fail, MaxBadRecords: null);

    private static StreamEnd WithoutCursor(StreamEnd end) => end with { Cursor = null };

    private static string Text(RowOrigin[] batch) => string.Join(' ', batch);
}
