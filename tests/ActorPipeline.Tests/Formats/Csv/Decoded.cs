using System.Runtime.InteropServices;
using System.Text;
using ActorPipeline.Formats;
using ActorPipeline.Formats.Csv;

namespace ActorPipeline.Tests.Formats.Csv;

/// <summary>What a decoder made of a text.</summary>
internal sealed record Decoded(IReadOnlyList<float[]> Rows, IReadOnlyList<long> Offsets, int BlankLines, IReadOnlyList<Flaw> Bad)
{
    /// <summary>Decodes by <see cref="CsvDecoder"/>, into memory of exactly the length that the pools would have.</summary>
    public static Decoded Of(CsvFormat format, int columns, string text, long offset = 0)
    {
        var schema = format.SchemaOf(columns);
        var bytes = Encoding.UTF8.GetBytes(text);
        var most = schema.MaxRows(bytes.Length);
        var whole = InParts(schema, bytes, offset, most);
        // However small the row buffers are, the parts are the same together.
        for (var rows = 1; rows < Math.Min(most, 4); rows++)
        {
            var parts = InParts(schema, bytes, offset, rows);
            Assert.Equal(whole.Rows, parts.Rows);
            Assert.Equal(whole.Offsets, parts.Offsets);
            Assert.Equal((whole.BlankLines, whole.Bad), (parts.BlankLines, parts.Bad), (a, b) => a.BlankLines == b.BlankLines && a.Bad.SequenceEqual(b.Bad));
        }
        return whole;
    }

    private static Decoded InParts(IRecordSchema schema, ReadOnlySpan<byte> text, long offset, int rowsEach)
    {
        var decoder = schema.CreateDecoder();
        var (memory, starts) = (new byte[rowsEach * schema.Layout.RowBytes], new long[rowsEach]);
        var (rows, offsets, bad, blank) = (new List<float[]>(), new List<long>(), new List<Flaw>(), 0);
        while (text.Length > 0)
        {
            var part = decoder.Decode(text, offset, memory, starts);
            Assert.InRange(part.Consumed, 1, text.Length);
            rows.AddRange(MemoryMarshal.Cast<byte, float>(memory).ToArray().Chunk(schema.Layout.RowBytes / sizeof(float)).Take(part.Rows));
            offsets.AddRange(starts[..part.Rows]);
            bad.AddRange(part.Flaws);
            blank += part.BlankLines;
            text = text[part.Consumed..];
            offset += part.Consumed;
        }
        return new(rows, offsets, blank, bad);
    }
}
