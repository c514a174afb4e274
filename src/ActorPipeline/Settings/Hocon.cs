using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorPipeline.Settings;

/// <summary>HOCON as text, before the engine reads it.</summary>
internal static class Hocon
{
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A quoted string, which may not be read as syntax; HOCON's are JSON's.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, _plain);

    /// <summary>A list of quoted strings.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";

    /// <summary>A text on one line, its control characters escaped.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? Quote(c.ToString()).Trim('"') : c.ToString()));

    /// <summary>
    /// What a text leaves open, or closes without an opening, with line:column; null where there is no such thing. Akka.NET 1.5.74
    /// reads some of these texts as if they were whole, and a list that is never closed without end.
    /// </summary>
    public static string? Unclosed(string text)
    {
        var open = new Stack<int>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '{' or '[')
            {
                open.Push(at);
            }
            else if (text[at] is '}' or ']')
            {
                if (!open.TryPop(out var start) || text[start] + 2 != text[at]) // '[' + 2 is ']', '{' + 2 is '}'
                    return $"{PlaceOf(text, at)}: '{text[at]}' closes nothing";
            }
            else if (text[at] == '"')
            {
                var end = EndOfString(text, at);
                if (end < 0)
                    return $"{PlaceOf(text, at)}: a string that starts with a quote and never ends";
                at = end;
            }
            else if (text[at] == '#' || text.AsSpan(at).StartsWith("//"))
            {
                at = text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;
            }
        }
        return open.TryPop(out var unclosed) ? $"{PlaceOf(text, unclosed)}: '{text[unclosed]}' is never closed" : null;
    }

    // The index of its last quote; -1 where it has none. One with a single quote ends on its line.
    private static int EndOfString(string text, int start)
    {
        const string Triple = "\"\"\"";
        if (text.AsSpan(start).StartsWith(Triple))
            return text.IndexOf(Triple, start + Triple.Length, StringComparison.Ordinal) is >= 0 and var close ? close + Triple.Length - 1 : -1;
        for (var at = start + 1; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '"')
                return at;
            if (text[at] == '\\')
                at++;
        }
        return -1;
    }

    private static string PlaceOf(string text, int at) => $"{text.AsSpan(0, at).Count('\n') + 1}:{at - text.AsSpan(0, at).LastIndexOf('\n')}";
}
