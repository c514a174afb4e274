namespace Akka.TestKit;

/// <summary>The texts that a filter lets pass; written, it says so.</summary>
internal sealed class TextMatcher(string? message, string? start, string? contains)
{
    public bool Matches(object text) => (message, start, contains) switch
    {
        ({ } whole, _, _) => string.Equals(text.ToString(), whole, StringComparison.OrdinalIgnoreCase),
        (_, { } first, _) => text.ToString()!.StartsWith(first, StringComparison.OrdinalIgnoreCase),
        (_, _, { } part) => text.ToString()!.Contains(part, StringComparison.OrdinalIgnoreCase),
        _ => true
    };

    public override string ToString() => (message, start, contains) switch
    {
        ({ } whole, _, _) => $" when Message == \"{whole}\"",
        (_, { } first, _) => $" when Message starts with \"{first}\"",
        (_, _, { } part) => $" when Message contains \"{part}\"",
        _ => ""
    };
}
