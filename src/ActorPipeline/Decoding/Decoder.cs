using ActorPipeline.Enumerating;
using ActorPipeline.Flow;
using ActorPipeline.Settings;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Decoding;

/// <summary>A record that is not what the format says.</summary>
/// <param name="Offset">Where its line starts in the file.</param>
/// <param name="Column">The byte of the line where the flaw is, 1-based.</param>
/// <param name="Reason">What was expected, what was found.</param>
public sealed record BadRecord(long Offset, int Column, string Reason);

/// <summary>The rows of one line block. Owns their memory.</summary>
/// <param name="Split">The split.</param>
/// <param name="Index">Its place in the split, 0-based.</param>
/// <param name="NextOffset">Where in the file the split's next block starts; null if there is none.</param>
/// <param name="Rows">Rows in it; there may be none.</param>
/// <param name="Values">Row after row, each the features and then the label.</param>
/// <param name="Offsets">Where each row's line starts in the file.</param>
/// <param name="BlankLines">Lines without text, left out.</param>
/// <param name="Bad">Records left out, in the order of the lines.</param>
/// <param name="Reader">Who read it, and takes the credit back.</param>
public sealed record RowBlock(Split Split, int Index, long? NextOffset, int Rows, Pooled<float[]> Values, Pooled<long[]> Offsets,
    int BlankLines, IReadOnlyList<BadRecord> Bad, IActorRef Reader) : IOwnsMemory
{
    /// <inheritdoc/>
    public RunId Run => Split.Run;

    /// <summary>No block of this split follows.</summary>
    public bool IsLast => NextOffset is null;

    /// <inheritdoc/>
    public void ReturnMemory()
    {
        Values.Return();
        Offsets.Return();
    }
}

/// <summary>
/// Stage C: line block -> row block. One row block for each line block, at once: the credit came with the block. A decoder
/// keeps nothing, so a restart takes the block up again that it failed on.
/// </summary>
public static class Decoder
{
    /// <summary>How decoders decode.</summary>
    /// <param name="Decoders">Decoders to start.</param>
    /// <param name="Format">What the lines look like.</param>
    public sealed record Settings(int Decoders, CsvFormat Format)
    {
        /// <summary>Reads these settings.</summary>
        public static Settings From(SettingsReader reader) => new(reader.Integer("decoder.decoders", min: 1), CsvFormat.From(reader));
    }

    /// <summary>The stage's actor. Props for one actor only: with them goes how often it has failed.</summary>
    /// <param name="format">What the lines look like.</param>
    /// <param name="shape">How their fields become rows.</param>
    /// <param name="shuffleBuffer">Who takes the rows.</param>
    /// <param name="memory">Where their memory comes from.</param>
    /// <param name="meter">What the stage has done.</param>
    /// <param name="backoff">How long it waits after a failure.</param>
    public static Props Props(CsvFormat format, RecordShape shape, IActorRef shuffleBuffer, RowMemory memory, StageMeter meter,
        Backoff backoff)
    {
        var (decoder, restarts) = (new CsvDecoder(format, shape), new Restarts(backoff));
        return Akka.Actor.Props.Create(() => new DecoderActor(decoder, shuffleBuffer, memory, meter, restarts));
    }

    /// <summary>The pools that row blocks are made of.</summary>
    /// <param name="Values">Rows.</param>
    /// <param name="Offsets">The offsets of their lines.</param>
    public sealed record RowMemory(BufferPool<float> Values, BufferPool<long> Offsets)
    {
        /// <summary>Pools for so many blocks of so many bytes of text each.</summary>
        public static RowMemory For(int blocks, int blockBytes, CsvFormat format, RecordShape shape)
        {
            var rows = new CsvDecoder(format, shape).MaxRows(blockBytes);
            return new(new("row blocks", blocks, rows * shape.RowLength), new("row offsets", blocks, rows));
        }
    }
}
