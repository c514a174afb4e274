using ActorPipeline.Data;

namespace ActorPipeline.Order;

/// <summary>What becomes of the rows still waiting when an epoch's input has ended.</summary>
public enum EpochBoundary
{
    /// <summary>They leave among the next epoch's.</summary>
    Mix,

    /// <summary>They leave before the next epoch's enter.</summary>
    Drain,
}

/// <summary>How rows are ordered, shuffled and batched.</summary>
/// <param name="Seed">Seeds the draws.</param>
/// <param name="Epochs">Epochs in the stream; null: endless.</param>
/// <param name="Interleave">Splits taken in turn.</param>
/// <param name="MinAfterDequeue">Rows that stay behind whenever one leaves.</param>
/// <param name="Capacity">Rows that wait at most.</param>
/// <param name="Boundary">What becomes of waiting rows at an epoch's end.</param>
/// <param name="BatchSize">Rows in a batch.</param>
/// <param name="AllowSmallerFinalBatch">What remains at the end is a batch.</param>
/// <param name="MaxSteps">Batches in the stream at most; null: all.</param>
/// <param name="Prefetch">Batches gathered ahead of the one being trained on.</param>
/// <param name="OnBadRecord">What a bad record does.</param>
/// <param name="MaxBadRecords">Bad records left out at most; null: any number.</param>
public sealed record ShuffleSettings(ulong Seed, int? Epochs, int Interleave, int MinAfterDequeue, int Capacity, EpochBoundary Boundary,
    int BatchSize, bool AllowSmallerFinalBatch, int? MaxSteps, int Prefetch, BadRecordPolicy OnBadRecord, int? MaxBadRecords)
{
    /// <summary>Every so many batches one carries a cursor; null: none does.</summary>
    public int? CursorEvery { get; init; }

    /// <summary>The batch with which an epoch is over carries a cursor.</summary>
    public bool CursorAtEpochs { get; init; }

    /// <summary>Batches that may exist at the same time: those prefetched and the one being trained on.</summary>
    public int Batches => Prefetch + 1;
}
