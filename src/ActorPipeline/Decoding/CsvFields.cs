namespace ActorPipeline.Decoding;

/// <summary>
/// The fields of one record, as byte ranges. A field that starts with a quote ends at the next single one; the quotes belong
/// to the range, and <see cref="IsQuoted"/> says so.
/// </summary>
internal ref struct CsvFields(ReadOnlySpan<byte> record, CsvFormat format)
{
    private readonly ReadOnlySpan<byte> _record = record;
    private int _next;

    /// <summary>Where the current field starts in the record, 0-based.</summary>
    public int Start { get; private set; }

    /// <summary>The current field is in quotes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>The current field.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>How many fields there are from the current one to the end.</summary>
    public readonly int Rest
    {
        get
        {
            var rest = 1;
            foreach (var _ in new CsvFields(_record[Math.Min(_next, _record.Length)..], format))
                rest++;
            return _next > _record.Length ? 1 : rest;
        }
    }

    public readonly CsvFields GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next > _record.Length)
            return false;
        Start = _next;
        IsQuoted = format.Quoted && Start < _record.Length && _record[Start] == '"';
        var length = IsQuoted ? QuotedLength(_record[Start..]) : 0;
        var end = _record[(Start + length)..].IndexOf(format.Delimiter);
        length = end < 0 ? _record.Length - Start : length + end;
        Current = _record.Slice(Start, length);
        _next = Start + length + 1;
        return true;
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
