namespace ActorPipeline.Formats.Csv;

/// <summary>
/// The fields of one record, as byte ranges. A field that starts with a quote ends at the next single one; the quotes belong
/// to the range, and <see cref="IsQuoted"/> says so.
/// </summary>
internal ref struct CsvFields(ReadOnlySpan<byte> record, CsvFormat format, int start = 0)
{
    private readonly ReadOnlySpan<byte> _record = record;

    /// <summary>Where the next field starts; beyond the record's length if there is none.</summary>
    public int Next { get; private set; } = start;

    /// <summary>Where the current field starts in the record, 0-based.</summary>
    public int Start { get; private set; }

    /// <summary>The current field is in quotes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>The current field.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly CsvFields GetEnumerator() => this;

    public bool MoveNext()
    {
        if (Next > _record.Length)
            return false;
        Start = Next;
        IsQuoted = format.Quoted && Start < _record.Length && _record[Start] == '"';
        var length = IsQuoted ? QuotedLength(_record[Start..]) : 0;
        var end = _record[(Start + length)..].IndexOf(format.Delimiter);
        length = end < 0 ? _record.Length - Start : length + end;
        Current = _record.Slice(Start, length);
        Next = Start + length + 1;
        return true;
    }

    /// <summary>How many fields there are from a place in the record on.</summary>
    public static int Count(ReadOnlySpan<byte> record, CsvFormat format, int start = 0)
    {
        var count = 0;
        foreach (var _ in new CsvFields(record, format, start))
            count++;
        return count;
    }

    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != '"')
                continue;
            if (i + 1 < text.Length && text[i + 1] == '"')
                i++;
            else
                return i + 1;
        }
        return text.Length;
    }
}
