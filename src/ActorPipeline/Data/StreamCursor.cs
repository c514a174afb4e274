using System.Text.Json.Serialization;
using ActorPipeline.Memory;

namespace ActorPipeline.Data;

/// <summary>
/// All that is needed to give the rest of a stream after one of its batches, bit for bit: how far it is, and which rows wait. The rows
/// themselves stay in the files; their origins lead to them.
/// </summary>
/// <param name="Steps">Batches sent.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="LastBatchSize">Rows of the last one; 0 if there was none.</param>
/// <param name="Epochs">Epochs of which every row has been taken in.</param>
/// <param name="BadRecords">Records left out because they are not what the format says.</param>
/// <param name="BlankLines">Lines left out because they are blank.</param>
/// <param name="Order">The place in the logical order of blocks.</param>
/// <param name="RowsTaken">Rows of the next block that have been taken in already.</param>
/// <param name="EpochHasRows">A row of the epoch that is being taken in has come.</param>
/// <param name="EpochHasBatches">Of the epoch that is being drained a batch has been sent.</param>
/// <param name="Slab">How the waiting rows are drawn.</param>
public sealed record StreamCursor(long Steps, long Rows, int LastBatchSize, int Epochs, long BadRecords, long BlankLines,
    SequencerState Order, int RowsTaken, bool EpochHasRows, bool EpochHasBatches, SlabState Slab)
{
    /// <summary>The origins of the rows that wait, in the order in which they are drawn from.</summary>
    [JsonIgnore]
    public IReadOnlyList<RowOrigin> Waiting { get; init; } = [];

    /// <summary>The origins of the rows that have been drawn into a batch that is not full.</summary>
    [JsonIgnore]
    public IReadOnlyList<RowOrigin> Drawn { get; init; } = [];

    /// <summary>Epochs of which every row has been in a batch.</summary>
    public int CountEpochsCompleted() => Waiting.Concat(Drawn).Select(origin => origin.Epoch).Append(Epochs).Min();
}

/// <summary>How far a split has been taken.</summary>
/// <param name="Split">Its place in the logical order over all epochs.</param>
/// <param name="Index">The next block of it, 0-based.</param>
/// <param name="Offset">Where in the file that block starts; null for the first one, which the split's start leads to.</param>
public readonly record struct SplitProgress(long Split, int Index = 0, long? Offset = null);

/// <summary>Where a sequencer is in the logical order.</summary>
/// <param name="Turns">The splits that are taken in turn.</param>
/// <param name="Turn">Whose turn it is: an index into <paramref name="Turns"/>.</param>
/// <param name="NextSplit">The first split not yet begun.</param>
/// <param name="EpochsBegun">Epochs begun.</param>
public sealed record SequencerState(SplitProgress[] Turns, int Turn, long NextSplit, int EpochsBegun);

/// <summary>What a slab knows besides its rows: enough to go on drawing the same ones.</summary>
/// <param name="Random">The generator's state.</param>
/// <param name="Wanted">Rows that must enter before the next one leaves.</param>
/// <param name="Left">Rows that have left, counted up to a batch.</param>
/// <param name="Closed">Rows that wait of each epoch that no longer takes any, oldest first.</param>
/// <param name="InputEnded">No further row will enter.</param>
public sealed record SlabState(Xoshiro256.Words Random, int Wanted, int Left, int[] Closed, bool InputEnded);
