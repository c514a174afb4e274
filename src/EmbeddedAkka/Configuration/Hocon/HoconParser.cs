namespace Akka.Configuration.Hocon;

/// <summary>
/// Reads HOCON as Akka.NET 1.5 does, by recursive descent. What Akka.NET takes but silently misreads (a key without a value, text behind
/// the closing brace, <c>+=</c>, <c>${?optional}</c>, an object beside a substitution, <c>[ ]</c>) is an error here.
/// </summary>
internal sealed class HoconParser
{
    private readonly string _text;
    private readonly HoconLexer _lexer;
    private readonly Func<string, HoconRoot>? _include;
    private readonly HoconSubstitutions _substitutions;
    private HoconToken _token;

    private HoconParser(string text, Func<string, HoconRoot>? include)
    {
        _text = text;
        _include = include;
        _lexer = new HoconLexer(text);
        _substitutions = new HoconSubstitutions(text);
        Advance();
    }

    public static HoconValue Parse(string text, Func<string, HoconRoot>? include)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new HoconParser(text, include).ParseRoot();
    }

    private HoconValue ParseRoot()
    {
        var root = new HoconObject();
        SkipNewLines();
        if (_token.Kind == HoconTokenKind.ObjectStart) ParseObject(root);
        else ParseEntries(root, HoconTokenKind.End);
        SkipNewLines();
        if (_token.Kind != HoconTokenKind.End) throw Unexpected("the end of the text");
        _substitutions.Resolve(root);
        return new HoconValue { Content = root };
    }

    private void ParseObject(HoconObject owner)
    {
        Advance();
        ParseEntries(owner, HoconTokenKind.ObjectEnd);
        Advance();
    }

    private void ParseEntries(HoconObject owner, HoconTokenKind end)
    {
        for (SkipNewLines(); _token.Kind != end; SkipNewLines())
        {
            // Akka.NET takes a comma behind an assigned value only, not behind "key { }", and only on the same line.
            if (ParseEntry(owner) && _token.Kind == HoconTokenKind.Comma) Advance();
            else if (_token.Kind != HoconTokenKind.NewLine && _token.Kind != end) throw Unexpected("the end of the line");
        }
    }

    /// <returns>True if the entry was an assignment.</returns>
    private bool ParseEntry(HoconObject owner)
    {
        var key = ParseKey();
        if (key == "include" && _token.Kind == HoconTokenKind.Quoted)
        {
            Include(owner);
            return false;
        }

        var target = owner.GetOrAdd(key);
        while (_token.Kind == HoconTokenKind.Dot)
        {
            Advance();
            target = ObjectIn(target).GetOrAdd(ParseKey());
        }

        SkipNewLines();
        if (_token.Kind == HoconTokenKind.ObjectStart)
        {
            ParseObject(ObjectIn(target));
            return false;
        }

        if (_token.Kind != HoconTokenKind.Assign) throw Unexpected("'=', ':' or '{'");
        Advance();
        ParseValue(target, "a value");
        return true;
    }

    private string ParseKey()
    {
        if (_token.Kind is not (HoconTokenKind.Text or HoconTokenKind.Quoted)) throw Unexpected("a key");
        var quoted = _token.Kind == HoconTokenKind.Quoted;
        var key = Advance().Text;
        while (!quoted && _token.Kind == HoconTokenKind.Text) key += _token.Space + Advance().Text;
        if (!quoted && key.EndsWith('+') && _token is { Kind: HoconTokenKind.Assign, Space: "" }) throw Unexpected("a key; '+=' is not supported");
        return key;
    }

    private void ParseValue(HoconValue target, string expected)
    {
        SkipNewLines();
        var value = new HoconConcatenation(target, _token.Offset);
        while (ParsePart(value))
        {
        }

        if (value.IsEmpty) throw Unexpected(expected);
        _substitutions.Assign(value);
    }

    /// <returns>False if the value has ended.</returns>
    private bool ParsePart(HoconConcatenation value)
    {
        var space = _token.Space;
        switch (_token.Kind)
        {
            case HoconTokenKind.Text or HoconTokenKind.Quoted or HoconTokenKind.Dot:
                value.Add(Advance().Text, space);
                return true;
            case HoconTokenKind.Substitution:
                value.Add(new HoconSubstitution(_token.Text, _token.Offset), space);
                Advance();
                return true;
            case HoconTokenKind.ArrayStart:
                value.Add(ParseArray(), space);
                return true;
            case HoconTokenKind.ObjectStart when value.LastObject is { } last:
                ParseObject(last);
                return true;
            case HoconTokenKind.ObjectStart:
                var fields = value.IsEmpty ? ObjectIn(value.Target) : new HoconObject();
                ParseObject(fields);
                value.Add(fields, space);
                return true;
            case HoconTokenKind.Assign:
                throw HoconError.AssignmentInValue(_text, _token);
            default:
                return false;
        }
    }

    private List<HoconValue> ParseArray()
    {
        Advance();
        var elements = new List<HoconValue>();
        if (_token is { Kind: HoconTokenKind.ArrayEnd, Space: "" })
        {
            Advance();
            return elements;
        }

        do
        {
            var element = new HoconValue();
            ParseValue(element, "an element (an empty array is written [])");
            elements.Add(element);
            if (_token.Kind == HoconTokenKind.Comma) Advance();
            else if (_token.Kind is not (HoconTokenKind.NewLine or HoconTokenKind.ArrayEnd)) throw Unexpected("',' or ']'");
            SkipNewLines();
        } while (_token.Kind != HoconTokenKind.ArrayEnd);

        Advance();
        return elements;
    }

    private void Include(HoconObject owner)
    {
        if (_include is null) throw HoconError.At(_text, _token.Offset, "an include, but nothing was given to read it");
        if (_include(Advance().Text).Value.GetObject() is { } included) Import(included, owner);
    }

    private void Import(HoconObject source, HoconObject owner)
    {
        foreach (var (key, value) in source.Items)
        {
            var target = owner.GetOrAdd(key);
            if (value.GetObject() is { } fields) Import(fields, ObjectIn(target));
            else target.Content = value.Content;
        }
    }

    /// <summary>The object of a node that is to hold one; anything else that it held is replaced.</summary>
    private HoconObject ObjectIn(HoconValue target)
    {
        if (target.Content is HoconConcatenation substitution)
            throw HoconError.At(_text, substitution.Offset, "a substitution under a key that is an object further on");
        var fields = target.GetObject() ?? new HoconObject();
        target.Content = fields;
        return fields;
    }

    private HoconToken Advance()
    {
        var passed = _token;
        _token = _lexer.Next();
        return passed;
    }

    private void SkipNewLines()
    {
        while (_token.Kind == HoconTokenKind.NewLine) Advance();
    }

    private FormatException Unexpected(string expected) => HoconError.Unexpected(_text, _token, expected);
}
