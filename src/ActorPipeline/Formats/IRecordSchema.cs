using ActorPipeline.Data;

namespace ActorPipeline.Formats;

/// <summary>How the records of one data set become rows: what a format knows once it has seen the first record.</summary>
public interface IRecordSchema
{
    /// <summary>The layout of every row.</summary>
    RowLayout Layout { get; }

    /// <summary>Rows that a block of so many bytes can hold at most; sizes the row buffers.</summary>
    int MaxRows(int blockBytes);

    /// <summary>A decoder, for one thread.</summary>
    IRowDecoder CreateDecoder();
}

/// <summary>Bytes of whole records -> rows. Pure: the output depends on the bytes and the schema alone.</summary>
public interface IRowDecoder
{
    /// <summary>Decodes until all records are decoded or the next row has no room.</summary>
    /// <param name="records">The records.</param>
    /// <param name="offset">Where they start in their file.</param>
    /// <param name="rows">Takes the rows; has room for one at least.</param>
    /// <param name="offsets">Takes where each row's record starts in the file.</param>
    DecodedRows Decode(ReadOnlySpan<byte> records, long offset, Span<byte> rows, Span<long> offsets);
}

/// <summary>What decoding gave.</summary>
/// <param name="Rows">Rows decoded.</param>
/// <param name="Consumed">Bytes of the records that are done with: the rest starts there.</param>
/// <param name="BlankLines">Lines without text, left out.</param>
/// <param name="Flaws">Records left out because they are not what the format says, in their order.</param>
public readonly record struct DecodedRows(int Rows, int Consumed, int BlankLines, IReadOnlyList<Flaw> Flaws);

/// <summary>What is wrong with a record.</summary>
/// <param name="Offset">Where the record starts in the file.</param>
/// <param name="Column">The byte of its line where the flaw is, 1-based.</param>
/// <param name="Reason">What was expected, what was found.</param>
public readonly record struct Flaw(long Offset, int Column, string Reason);
