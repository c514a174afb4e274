namespace ActorPipeline.Formats;

/// <summary>
/// Where lines begin and blocks end. Pure functions of the bytes and the split, so that the same split gives the same blocks
/// whoever reads it, and from whichever block on.
/// </summary>
internal static class LineCut
{
    private const byte NewLine = (byte)'\n';

    /// <summary>
    /// The bytes of <paramref name="text"/> that make up the next block: as many whole lines as there are, up to the last line
    /// that starts before <paramref name="splitEnd"/>. Length 0 without the end: the first line does not fit.
    /// </summary>
    /// <param name="text">What the file holds from <paramref name="offset"/> on, as much as fits into a block.</param>
    /// <param name="offset">Where in the file it starts; the start of a line.</param>
    /// <param name="splitEnd">One past the last byte of the split.</param>
    /// <param name="endsFile">Nothing follows <paramref name="text"/> in the file.</param>
    public static (int Length, bool IsLast) Block(ReadOnlySpan<byte> text, long offset, long splitEnd, bool endsFile)
    {
        // The last line that the split owns is the one which holds its last byte.
        var lastByte = splitEnd - 1 - offset;
        if (lastByte < text.Length)
        {
            var end = text[(int)lastByte..].IndexOf(NewLine);
            if (end >= 0)
                return ((int)lastByte + end + 1, true);
        }
        return endsFile ? (text.Length, true) : (text.LastIndexOf(NewLine) + 1, false);
    }
}
