using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Cuts a HOCON text into tokens, one at a time; comments vanish here.</summary>
internal sealed class HoconLexer(string text)
{
    private const string TripleQuote = "\"\"\"";

    /// <summary>Characters that HOCON keeps for itself; none may stand in unquoted text.</summary>
    private const string Reserved = "$\"{}[]:=,#`^?!@*&\\";

    private int _at;

    public HoconToken Next()
    {
        var space = TakeSpace();
        SkipComment();
        var start = _at;
        if (_at == text.Length) return new HoconToken(HoconTokenKind.End, "", space, start);
        var (kind, content) = text[_at] switch
        {
            '\n' => Single(HoconTokenKind.NewLine),
            '{' => Single(HoconTokenKind.ObjectStart),
            '}' => Single(HoconTokenKind.ObjectEnd),
            '[' => Single(HoconTokenKind.ArrayStart),
            ']' => Single(HoconTokenKind.ArrayEnd),
            '=' or ':' => Single(HoconTokenKind.Assign),
            ',' => Single(HoconTokenKind.Comma),
            '.' => Single(HoconTokenKind.Dot),
            '$' => (HoconTokenKind.Substitution, TakeSubstitution()),
            '"' => (HoconTokenKind.Quoted, StartsWith(TripleQuote) ? TakeTripleQuoted() : TakeQuoted()),
            _ => (HoconTokenKind.Text, TakeText())
        };
        return new HoconToken(kind, content, space, start);
    }

    private (HoconTokenKind, string) Single(HoconTokenKind kind) => (kind, text[_at++].ToString());

    private string TakeSpace()
    {
        var start = _at;
        while (_at < text.Length && text[_at] != '\n' && char.IsWhiteSpace(text[_at])) _at++;
        return text[start.._at];
    }

    private void SkipComment()
    {
        if (StartsWithComment()) _at = text.IndexOf('\n', _at) is >= 0 and var end ? end : text.Length;
    }

    private string TakeText()
    {
        var start = _at;
        while (_at < text.Length && text[_at] != '.' && !char.IsWhiteSpace(text[_at]) && !Reserved.Contains(text[_at]) && !StartsWithComment()) _at++;
        return _at > start
            ? text[start.._at]
            : throw HoconError.At(text, _at, $"'{text[_at]}' must stand in quotes");
    }

    private string TakeSubstitution()
    {
        var end = StartsWith("${") ? text.IndexOf('}', _at) : -1;
        if (end < 0) throw HoconError.At(text, _at, "'$' starts a substitution ${path} and must otherwise stand in quotes");
        var path = text[(_at + 2)..end];
        if (path.StartsWith('?')) throw HoconError.At(text, _at, $"optional substitutions are not supported: ${{{path}}}");
        if (path.Length == 0 || path.Any(c => char.IsWhiteSpace(c) || Reserved.Contains(c)))
            throw HoconError.At(text, _at, $"'{path}' is not a path that a substitution can name");
        _at = end + 1;
        return path;
    }

    private string TakeTripleQuoted()
    {
        var start = _at + TripleQuote.Length;
        var end = text.IndexOf(TripleQuote, start, StringComparison.Ordinal);
        if (end < 0) throw HoconError.At(text, _at, $"a string that starts with {TripleQuote} and never ends");
        _at = end + TripleQuote.Length;
        return text[start..end];
    }

    private string TakeQuoted()
    {
        var content = new StringBuilder();
        for (var i = _at + 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                _at = i + 1;
                return content.ToString();
            }

            content.Append(text[i] == '\\' ? Unescape(ref i) : text[i]);
        }

        throw HoconError.At(text, _at, "a string that starts with a quote and never ends");
    }

    private char Unescape(ref int i)
    {
        var escape = i++;
        switch (i < text.Length ? text[i] : '\0')
        {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case 'b': return '\b';
            case 'f': return '\f';
            case '"' or '\\' or '/': return text[i];
            case 'u' when i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, null, out var code):
                i += 4;
                return (char)code;
            default:
                throw HoconError.At(text, escape, "a backslash must be followed by one of \" \\ / b f n r t or uXXXX");
        }
    }

    private bool StartsWithComment() => _at < text.Length && text[_at] == '#' || StartsWith("//");

    private bool StartsWith(string prefix) => text.AsSpan(_at).StartsWith(prefix, StringComparison.Ordinal);
}
