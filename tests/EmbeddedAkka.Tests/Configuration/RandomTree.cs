namespace EmbeddedAkka.Tests.Configuration;

/// <summary>Makes trees of texts, nulls, lists and dictionaries.</summary>
internal sealed class RandomTree(Random random)
{
    private static readonly string[] _keys = ["a", "b", "key", "a-b_c", "x1", "käse", "two words", "a.b", "/user/*", "include", "q\"k", "5"];

    private static readonly string[] _texts =
    [
        "", "1", "-1.5e3", "on", "10 s", "text", "two  words", "a.b.c", "x:y", "{}", "[]", "a=b", "a,b", "# no comment", "http://x//y", "${a}", "c:\\x",
        "\"", "say \"hi\" to", "line\nbreak", "tab\there", "é€𝄞", "'", "null?", "/user/*/b", "+=", "\\n", "}", "a\r\nb", ";", "$"
    ];

    public Dictionary<string, object?> Object(int depth)
    {
        var fields = new Dictionary<string, object?>();
        for (var count = random.Next(5); count > 0; count--) fields[Pick(_keys)] = Node(depth + 1);
        return fields;
    }

    private object? Node(int depth) => random.Next(depth < 4 ? 10 : 6) switch
    {
        0 => null,
        < 6 => Pick(_texts),
        < 8 => Object(depth),
        _ => Enumerable.Range(0, random.Next(4)).Select(_ => Node(depth + 1)).ToList()
    };

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
