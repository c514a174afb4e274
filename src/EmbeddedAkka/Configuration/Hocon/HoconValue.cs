using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>A node of the tree: a text (also numbers, durations, booleans), the literal <c>null</c>, an array or an object.</summary>
public sealed class HoconValue
{
    private static readonly char[] _quotedCharacters = [' ', '\t', ':'];

    internal HoconValue()
    {
    }

    /// <summary>A <see cref="string"/>, null for the literal, a list of values, a <see cref="HoconObject"/>, or, until the text is
    /// read to its end, a <see cref="HoconConcatenation"/>.</summary>
    internal object? Content { get; set; }

    /// <summary>True for an object without entries.</summary>
    public bool IsEmpty => Content is HoconObject { Items.Count: 0 };

    public bool IsObject() => Content is HoconObject;

    public HoconObject? GetObject() => Content as HoconObject;

    /// <summary>True for an array with at least one element: as in Akka.NET, <c>[]</c> is not one.</summary>
    public bool IsArray() => Content is List<HoconValue> { Count: > 0 };

    /// <summary>The elements of an array; empty for any other value.</summary>
    public IList<HoconValue> GetArray() => Content as List<HoconValue> ?? [];

    public bool IsString() => Content is string or null;

    public string? GetString() => Content as string;

    public int GetInt() => int.Parse(GetString()!, NumberFormatInfo.InvariantInfo);

    internal long GetLong() => long.Parse(GetString()!, NumberFormatInfo.InvariantInfo);

    internal double GetDouble() => double.Parse(GetString()!, NumberFormatInfo.InvariantInfo);

    internal bool GetBoolean() => GetString() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        var text => throw new NotSupportedException($"Unknown boolean format: {text}")
    };

    internal TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconUnits.ParseTimeSpan(GetString(), allowInfinite);

    internal long? GetByteSize() => HoconUnits.ParseByteSize(GetString());

    public IList<string> GetStringList() => [.. GetArray().Select(value => value.GetString()!)];

    /// <summary>HOCON text, indented by two blanks.</summary>
    public override string ToString() => Content is HoconObject fields ? fields.ToString(1) : ToString(0);

    internal string ToString(int indent) => Content switch
    {
        string text => Quote(text),
        null => "",
        HoconObject fields => $"{{\r\n{fields.ToString(indent + 1)}{new string(' ', 2 * indent)}}}",
        List<HoconValue> { Count: > 0 } elements => $"[{string.Join(",", elements.Select(value => value.ToString(indent + 1)))}]",
        _ => "<<unknown value>>"
    };

    internal static string Quote(string text) => text.IndexOfAny(_quotedCharacters) < 0 ? text : $"\"{text}\"";

    /// <summary><paramref name="value"/> over <paramref name="fallback"/>: two objects merge, else the fallback is hidden.</summary>
    internal static HoconValue Merge(HoconValue value, HoconValue fallback) =>
        value.Content is HoconObject over && fallback.Content is HoconObject beneath
            ? new HoconValue { Content = over.Over(beneath) }
            : value;
}
