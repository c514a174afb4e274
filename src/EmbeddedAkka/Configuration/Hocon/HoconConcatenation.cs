namespace Akka.Configuration.Hocon;

/// <summary><c>${path}</c>, and where it stands in the text.</summary>
internal sealed record HoconSubstitution(string Path, int Offset);

/// <summary>The parts of one value that stand side by side: texts, substitutions, arrays, objects.</summary>
/// <param name="target">The node that takes the value.</param>
/// <param name="offset">Where the value starts in the text.</param>
internal sealed class HoconConcatenation(HoconValue target, int offset)
{
    private readonly List<object?> _parts = [];

    public HoconValue Target { get; } = target;

    public int Offset { get; } = offset;

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>The last part if it is an object, which a further pair of braces then adds to.</summary>
    public HoconObject? LastObject => IsEmpty ? null : _parts[^1] as HoconObject;

    public IEnumerable<HoconSubstitution> Substitutions => _parts.OfType<HoconSubstitution>();

    public void Add(object part, string space)
    {
        if (!IsEmpty && space.Length > 0) _parts.Add(space);
        _parts.Add(part);
    }

    /// <summary>What the parts make together, once <paramref name="resolve"/> gives the content of every substitution.</summary>
    public object? Join(string text, Func<HoconSubstitution, object?> resolve)
    {
        var contents = _parts.ConvertAll(part => part is HoconSubstitution substitution ? resolve(substitution) : part);
        if (contents.All(content => content is string or null)) return string.Concat(contents).Trim() is var joined and not "null" ? joined : null;

        var solid = contents.FindAll(content => content is not string blank || !string.IsNullOrWhiteSpace(blank));
        if (solid is [HoconObject single]) return single;
        if (solid.All(content => content is List<HoconValue>)) return solid.SelectMany(content => (List<HoconValue>)content!).ToList();
        throw HoconError.At(text, Offset, "only texts with texts and arrays with arrays can stand side by side");
    }
}
