using System.Text;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>Writes a tree as HOCON, in one of the many ways that mean the same.</summary>
internal sealed class RandomHocon(Random random)
{
    private const string Special = "$\"{}[]:=,#`^?!@*&\\.\n\r\t/ ";

    private readonly StringBuilder _out = new();

    public string Write(Dictionary<string, object?> root)
    {
        Lines();
        if (Chance(3)) Braces(root);
        else Fields(root);
        Lines();
        return _out.ToString();
    }

    private void Fields(Dictionary<string, object?> fields)
    {
        foreach (var (key, value) in fields)
        {
            Key(key);
            if (value is Dictionary<string, object?> { Count: 1 } path && Chance(2))
            {
                _out.Append('.');
                Fields(path);
                continue;
            }

            var assigned = value is not Dictionary<string, object?> || Chance(2);
            if (assigned) _out.Append(Pick("=", " = ", ": ", " :\n ", " = # why\n"));
            else Blanks();
            Value(value);
            // A comma must follow on the line of an assigned value; the last one may be followed by a comma too.
            if (assigned && Chance(3)) _out.Append(Pick(",", " , ", ",\n"));
            else Break();
        }
    }

    private void Key(string key)
    {
        if (key.Length == 0 || key.Any(Special.Contains) || Chance(4)) Quoted(key);
        else _out.Append(key);
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null:
                _out.Append("null");
                break;
            case string text:
                Text(text);
                break;
            case List<object?> elements:
                Array(elements);
                break;
            case Dictionary<string, object?> fields:
                Braces(fields);
                break;
        }
    }

    private void Braces(Dictionary<string, object?> fields)
    {
        _out.Append('{');
        Lines();
        Fields(fields);
        _out.Append('}');
    }

    private void Array(List<object?> elements)
    {
        _out.Append('[');
        if (elements.Count > 0) Lines();
        for (var i = 0; i < elements.Count; i++)
        {
            Value(elements[i]);
            if (Chance(2)) Break();
            else if (i + 1 < elements.Count || Chance(3)) _out.Append(Pick(",", " , ", ",\n", ", # next\n"));
        }

        _out.Append(']');
    }

    private void Text(string text)
    {
        var plain = text.Length > 0 && !text.Any(c => Special.Contains(c) && c is not ('.' or '/' or ' ')) && !text.Contains("//");
        if (plain && Chance(2)) _out.Append(text);
        else if (!text.StartsWith('"') && !text.EndsWith('"') && Chance(3)) _out.Append("\"\"\"").Append(text).Append("\"\"\"");
        else Quoted(text);
    }

    private void Quoted(string text)
    {
        _out.Append('"');
        foreach (var c in text)
        {
            _out.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' when Chance(2) => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when Chance(10) => $"\\u{(int)c:x4}",
                _ => c.ToString()
            });
        }

        _out.Append('"');
    }

    private void Break() => _out.Append(Pick("\n", "\n\n", "\r\n", " \t\n  ", " # comment, = { \"\n", " // comment\n"));

    private void Blanks() => _out.Append(Pick("", " ", "\t", "\n"));

    private void Lines() => _out.Append(Pick("", " ", "\n", "\n  # comment\n", "\r\n"));

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
