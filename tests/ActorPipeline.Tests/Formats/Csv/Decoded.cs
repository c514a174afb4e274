using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Formats.Csv;

namespace ActorPipeline.Tests.Formats.Csv;

/// <summary>What a decoder made of a text.</summary>
internal sealed record Decoded(IReadOnlyList<float[]> Rows, IReadOnlyList<long> Offsets, int BlankLines, IReadOnlyList<BadRecord> Bad)
{
    /// <summary>Decodes by <see cref="CsvDecoder"/>, into memory of exactly the length that the pools would have.</summary>
    public static Decoded Of(CsvFormat format, int columns, string text, long offset = 0)
    {
        var shape = Shape(format, columns);
        var decoder = new CsvDecoder(format, shape);
        var bytes = Encoding.UTF8.GetBytes(text);
        var (values, offsets) = (new float[decoder.MaxRows(bytes.Length) * shape.RowLength], new long[decoder.MaxRows(bytes.Length)]);

        var (rows, blank, bad) = decoder.Decode(bytes, offset, values, offsets);

        return new([.. values.Chunk(shape.RowLength).Take(rows)], offsets[..rows], blank, bad);
    }

    /// <summary>The shape of records with so many fields.</summary>
    public static RecordShape Shape(CsvFormat format, int columns) =>
        format.ShapeOf(Encoding.ASCII.GetBytes(new string((char)format.Delimiter, columns - 1)));
}
