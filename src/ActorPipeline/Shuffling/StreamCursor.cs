using System.Text.Json.Serialization;
using ActorPipeline.Decoding;

namespace ActorPipeline.Shuffling;

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
    public int CountEpochsOver() => Waiting.Concat(Drawn).Select(origin => origin.Epoch).Append(Epochs).Min();

    /// <summary>Where a stream begins: before its first batch.</summary>
    internal static StreamCursor Begin(ShuffleBuffer.Settings settings, long splitsPerEpoch)
    {
        var order = new BlockSequencer<RowBlock>(settings.Interleave, splitsPerEpoch);
        order.BeginEpoch();
        return new(Steps: 0, Rows: 0, LastBatchSize: 0, Epochs: 0, BadRecords: 0, BlankLines: 0, order.State,
            RowsTaken: 0, EpochHasRows: false, EpochHasBatches: false, SlabState.Begin(settings));
    }
}
