namespace ActorPipeline.Data;

/// <summary>Why a stream ended.</summary>
public enum EndReason
{
    /// <summary>The last epoch is over.</summary>
    OutOfRange,

    /// <summary>It has as many batches as were asked for.</summary>
    MaxSteps,

    /// <summary>It was told to stop.</summary>
    Signal,

    /// <summary>Going on would not have made the model better.</summary>
    EarlyStop,

    /// <summary>Something failed.</summary>
    Failure,
}

/// <summary>How far a stream came, and why it ended.</summary>
/// <param name="Steps">Batches sent.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="LastBatchSize">Rows of the last one; 0 if there was none.</param>
/// <param name="Epochs">Epochs of which every row has been taken in.</param>
/// <param name="BadRecords">Records left out because they are not what the format says.</param>
/// <param name="BlankLines">Lines left out because they are blank.</param>
/// <param name="EndedBy">Why it ended.</param>
public sealed record StreamEnd(long Steps, long Rows, int LastBatchSize, int Epochs, long BadRecords, long BlankLines, EndReason EndedBy)
{
    /// <summary>Where the stream is; null in the answer to a request of another run.</summary>
    public StreamCursor? Cursor { get; init; }

    /// <summary>The answer to a request of another run.</summary>
    public static StreamEnd OfAnotherRun { get; } = new(0, 0, 0, 0, 0, 0, EndReason.OutOfRange);
}
