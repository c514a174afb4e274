using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Memory;

namespace ActorPipeline.Tests.Checkpoints;

/// <summary>Small checkpoints in which no two numbers are the same.</summary>
internal static class SampleCheckpoint
{
    public static StreamIdentity Stream { get; } = new(17, [new("seed", "18446744073709551615"), new("decoder.na-value", "\"ü\"")],
        [new("data/ä.csv", 1L << 40, new DateTime(638_000_000_000_000_123, DateTimeKind.Utc)), new("b.csv", 0, DateTime.UnixEpoch)]);

    /// <summary>The checkpoint of a step: rows that are drawn and that wait, a part with bytes and one without.</summary>
    public static Checkpoint Of(long step) => new(Stream, Cursor(step), new Dictionary<string, ReadOnlyMemory<byte>>
    {
        ["weights"] = new byte[] { 1, 0, 255, 13, 10 },
        ["nothing"] = ReadOnlyMemory<byte>.Empty,
    });

    public static StreamCursor Cursor(long step) => new(step, Rows: 1L << 41, LastBatchSize: 5, Epochs: 2,
        BadRecords: 1L << 33, BlankLines: 6, new SequencerState([new(7, 3, 1L << 35), new(8)], Turn: 1, NextSplit: 9, EpochsBegun: 3),
        RowsTaken: 4, EpochHasRows: true, EpochHasBatches: false,
        new SlabState(new Xoshiro256.Words(ulong.MaxValue, 1UL << 63, 3, 0), Wanted: 2, Left: 23, Closed: [10, 11], InputEnded: true))
    {
        Drawn = [new(2, 1, 127)],
        Waiting = [new(0, 0, 0), new(int.MaxValue, 300, long.MaxValue), new(1, 127, 128)],
    };

    /// <summary>All that a checkpoint says, as one value to compare.</summary>
    public static string Text(Checkpoint checkpoint)
    {
        var (stream, cursor) = (checkpoint.Stream, checkpoint.Cursor);
        return string.Join('\n',
        [
            stream.OrderVersion, .. stream.Settings, .. stream.Files.Select(f => $"{f.Path} {f.Length} {f.LastWrite:O}"),
            cursor with { Order = null!, Slab = null!, Drawn = null!, Waiting = null! },
            cursor.Order with { Turns = null! }, .. cursor.Order.Turns,
            cursor.Slab with { Closed = null! }, .. cursor.Slab.Closed,
            "drawn", .. cursor.Drawn, "waiting", .. cursor.Waiting,
            .. checkpoint.Parts.Select(p => $"{p.Key}: {Convert.ToHexString(p.Value.Span)}"),
        ]);
    }
}
