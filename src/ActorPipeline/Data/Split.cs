namespace ActorPipeline.Data;

/// <summary>A file of the data set, as it was when the run started.</summary>
/// <param name="Index">Its place in the ordinal order of all paths, 0-based.</param>
/// <param name="Path">As the glob gave it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="LastWrite">Time of the last change, UTC.</param>
/// <param name="DataStart">Bytes before the first record: the header lines.</param>
public sealed record DataFile(int Index, string Path, long Length, DateTime LastWrite, long DataStart);

/// <summary>A byte range of one file; it owns every line that starts inside it. The unit of reading and of retries.</summary>
/// <param name="Run">The run it belongs to.</param>
/// <param name="Sequence">Its place in the logical order over all epochs, 0-based.</param>
/// <param name="Epoch">Its epoch, 0-based.</param>
/// <param name="File">The file.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">One past the last byte.</param>
public sealed record Split(RunId Run, long Sequence, int Epoch, DataFile File, long Start, long End)
{
    /// <summary>The block to begin with, where those before it have been consumed already; null: the first.</summary>
    public BlockStart? From { get; init; }
}

/// <summary>Where a block of a split begins.</summary>
/// <param name="Index">Its place in the split, 0-based.</param>
/// <param name="Offset">The byte of the file at which its first line starts.</param>
public readonly record struct BlockStart(int Index, long Offset);
