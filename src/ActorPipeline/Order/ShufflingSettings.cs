using ActorPipeline.Settings;

namespace ActorPipeline.Order;

/// <summary>What is shuffled.</summary>
public enum ShuffleMode
{
    /// <summary>The files of each epoch, and the rows.</summary>
    All,

    /// <summary>The rows; the files stay in ordinal order.</summary>
    Rows,

    /// <summary>Nothing.</summary>
    Off,
}

/// <summary>How rows are shuffled.</summary>
/// <param name="Mode">What is shuffled.</param>
/// <param name="MinAfterDequeue">Rows that stay behind whenever one leaves.</param>
/// <param name="Capacity">Rows that wait at most; null: <paramref name="MinAfterDequeue"/> + 3 x the batch size.</param>
/// <param name="EpochBoundary">What becomes of the rows still waiting when an epoch's input has ended.</param>
public sealed record ShufflingSettings(
    [Setting("shuffle.mode", SettingKind.DataOrder, "word", Option = "--no-shuffle", OptionMeans = "off")]
    ShuffleMode Mode,
    [Setting("shuffle.min-after-dequeue", SettingKind.DataOrder, "rows", Min = 0, Max = 1_000_000_000, Option = "--min-after-dequeue")]
    int MinAfterDequeue,
    [Setting("shuffle.capacity", SettingKind.DataOrder, "rows", Min = 1, Max = 2_000_000_000, Otherwise = "auto", Option = "--capacity")]
    int? Capacity,
    [Setting("shuffle.epoch-boundary", SettingKind.DataOrder, "word", Option = "--epoch-boundary")]
    EpochBoundary EpochBoundary) : IValidated
{
    /// <summary>The same shuffle in one form: capacity is a number, and a buffer that does not shuffle has one row, which is no choice.</summary>
    /// <param name="batchSize">Rows of a batch.</param>
    public ShufflingSettings Resolve(int batchSize) => Mode == ShuffleMode.Off
        ? this with { MinAfterDequeue = 0, Capacity = 1 }
        : this with { Capacity = Capacity ?? MinAfterDequeue + 3 * batchSize };

    /// <inheritdoc/>
    public void Validate()
    {
        if (Capacity <= MinAfterDequeue)
            throw SettingsReader.Wrong(this, nameof(Capacity), $"more than min-after-dequeue, {MinAfterDequeue}");
    }
}

/// <summary>How rows become batches.</summary>
/// <param name="Size">Rows in a batch.</param>
/// <param name="AllowSmallerFinalBatch">The rows that remain at the end are a batch; else they are dropped.</param>
public sealed record BatchingSettings(
    [Setting("shuffle.batch-size", SettingKind.DataOrder, "rows", Min = 1, Max = 1_000_000, Option = "--batch-size")]
    int Size,
    [Setting("shuffle.allow-smaller-final-batch", SettingKind.DataOrder, "on/off", Option = "--drop-remainder", OptionMeans = "off")]
    bool AllowSmallerFinalBatch);
