using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

/// <summary>
/// The order itself, frozen. Whoever changes one of these lines changes what a seed means for everybody, and what a checkpoint leads to:
/// that takes a new <see cref="StreamIdentity.CurrentOrderVersion"/>.
/// </summary>
public class GoldenOrderSpec
{
    [Fact]
    public void The_order_has_the_version_that_these_lines_belong_to() => Assert.Equal(1, StreamIdentity.CurrentOrderVersion);

    // Two epochs of 16 rows in three splits of 2, 1 and 3 blocks; a batch a group, a row a number, those of the second epoch marked.
    [Theory]
    [InlineData(0, EpochBoundary.Mix,
        "2 6 0 7 9 4 | 8 10 13 0' 3 11 | 12 2' 1' 14 8' 1 | 9' 6' 15 4' 5 12' | 15' 11' 13' 7' 5' 3' | 14' 10'")]
    [InlineData(23, EpochBoundary.Mix,
        "1 2 0 6 7 4 | 10 11 14 0' 3 12 | 2' 7' 6' 5 13 9' | 8 1' 15 8' 11' 13' | 4' 5' 14' 15' 9 10' | 12' 3'")]
    [InlineData(ulong.MaxValue, EpochBoundary.Mix,
        "2 7 1 8 9 3 | 6 11 12 13 4 0 | 15 0' 10 8' 1' 9' | 14 5 7' 5' 12' 10' | 15' 3' 11' 13' 14' 2' | 6' 4'")]
    [InlineData(0, EpochBoundary.Drain,
        "2 6 0 7 9 4 | 8 10 13 15 3 11 | 12 14 1 5 | 8' 2' 9' 6' 1' 4' | 0' 12' 15' 11' 13' 7' | 5' 3' 14' 10'")]
    [InlineData(23, EpochBoundary.Drain,
        "1 2 0 6 7 4 | 10 11 14 15 3 12 | 5 9 13 8 | 7' 9' 6' 1' 0' 8' | 11' 13' 4' 5' 14' 15' | 2' 10' 12' 3'")]
    [InlineData(ulong.MaxValue, EpochBoundary.Drain,
        "2 7 1 8 9 3 | 6 11 12 13 0 10 | 5 14 4 15 | 1' 9' 8' 0' 7' 5' | 12' 10' 15' 3' 11' 13' | 14' 2' 6' 4'")]
    public void Batches_of_a_seed_never_change(ulong seed, EpochBoundary boundary, string batches)
    {
        var settings = new ShuffleSettings(seed, Epochs: 2, Interleave: 2, MinAfterDequeue: 3, Capacity: 8, boundary, BatchSize: 6,
            AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 1, BadRecordPolicy.Fail, MaxBadRecords: null);
        var run = new ShuffleRun(new([[3, 3], [4], [2, 2, 2]], blocks: 100), settings).ToTheEnd(epochs: 2);

        Assert.Equal(batches, string.Join(" | ", run.Batches.Select(b => string.Join(' ', b.Select(o => $"{o.Offset}{(o.Epoch > 0 ? "'" : "")}")))));
    }
}
