namespace ActorPipeline.Formats;

/// <summary>What of a line is the record: all but the byte-order mark that may start a file and the <c>\r</c> before the line end.</summary>
internal static class LineText
{
    /// <summary>The UTF-8 byte-order mark.</summary>
    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The record in a line.</summary>
    /// <param name="line">The line without its <c>\n</c>.</param>
    /// <param name="startsFile">It is the first line of its file.</param>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line, bool startsFile)
    {
        if (startsFile && line.StartsWith(ByteOrderMark))
            line = line[ByteOrderMark.Length..];
        return line is [.. var text, (byte)'\r'] ? text : line;
    }
}
