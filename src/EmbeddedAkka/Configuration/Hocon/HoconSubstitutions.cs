namespace Akka.Configuration.Hocon;

/// <summary>Gives every value its content: at once where it stands in the text, after the last line where it refers to other values.</summary>
internal sealed class HoconSubstitutions(string text)
{
    private readonly List<HoconConcatenation> _waiting = [];
    private readonly HashSet<HoconConcatenation> _resolving = [];

    public void Assign(HoconConcatenation value)
    {
        if (!value.Substitutions.Any())
        {
            value.Target.Content = value.Join(text, _ => null);
            return;
        }

        if (value.Target.IsObject())
            throw HoconError.At(text, value.Offset, "a substitution over an object");
        value.Target.Content = value;
        _waiting.Add(value);
    }

    public void Resolve(HoconObject root)
    {
        foreach (var value in _waiting) Resolve(value, root);
    }

    private object? Resolve(HoconConcatenation value, HoconObject root)
    {
        if (!_resolving.Add(value)) throw HoconError.At(text, value.Offset, "a substitution that refers to itself");
        var content = value.Join(text, substitution => Find(substitution, root));
        if (Holds(content, value.Target)) throw HoconError.At(text, value.Offset, "a substitution of an object or array that it stands in");
        _resolving.Remove(value);
        // The key may have got another value since; Akka.NET still checks the one that it had.
        if (value.Target.Content == value) value.Target.Content = content;
        return content;
    }

    private object? Find(HoconSubstitution substitution, HoconObject root)
    {
        HoconValue? found = null;
        HoconObject? owner = root;
        foreach (var key in substitution.Path.Split('.'))
        {
            found = owner?.GetKey(key) ?? throw HoconError.At(text, substitution.Offset, $"Unresolved substitution: {substitution.Path}");
            owner = found.GetObject();
        }

        return found!.Content is HoconConcatenation waiting ? Resolve(waiting, root) : found.Content;
    }

    private static bool Holds(object? content, HoconValue value)
    {
        IEnumerable<HoconValue> within = content switch
        {
            HoconObject fields => fields.Items.Values,
            List<HoconValue> elements => elements,
            _ => []
        };
        return within.Any(node => node == value || Holds(node.Content, value));
    }
}
