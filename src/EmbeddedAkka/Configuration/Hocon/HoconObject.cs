namespace Akka.Configuration.Hocon;

/// <summary>Keys and their values, in the order in which they first came.</summary>
public sealed class HoconObject
{
    internal HoconObject()
    {
    }

    public Dictionary<string, HoconValue> Items { get; } = [];

    public HoconValue? GetKey(string key) => Items.GetValueOrDefault(key);

    internal HoconValue? Find(ReadOnlySpan<char> key) =>
        Items.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var value) ? value : null;

    internal HoconValue GetOrAdd(string key)
    {
        if (!Items.TryGetValue(key, out var value)) Items.Add(key, value = new HoconValue());
        return value;
    }

    /// <summary>A new object: this one's entries over those of <paramref name="fallback"/>.</summary>
    internal HoconObject Over(HoconObject fallback)
    {
        var merged = new HoconObject();
        foreach (var (key, value) in fallback.Items) merged.Items.Add(key, value);
        foreach (var (key, value) in Items)
            merged.Items[key] = fallback.Items.TryGetValue(key, out var beneath) ? HoconValue.Merge(value, beneath) : value;
        return merged;
    }

    internal string ToString(int indent)
    {
        var margin = new string(' ', 2 * indent);
        return string.Concat(Items.Select(item => $"{margin}{HoconValue.Quote(item.Key)} : {item.Value.ToString(indent)}\r\n"));
    }
}
