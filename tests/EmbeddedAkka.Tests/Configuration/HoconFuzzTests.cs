using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>Random trees, written in random ways, are read as what they are.</summary>
public sealed class HoconFuzzTests
{
    private const int TreesPerSeed = 250;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Written_tree_is_read_back(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < TreesPerSeed; i++)
        {
            var tree = new RandomTree(random).Object(depth: 0);
            var hocon = new RandomHocon(random).Write(tree);
            var read = Describe(ConfigurationFactory.ParseString(hocon).Root);

            Assert.True(Describe(tree) == read, $"seed {seed}, tree {i}:\n{hocon}\nmeant {Describe(tree)}\nread  {read}");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Merged_trees_are_read_as_one(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < TreesPerSeed; i++)
        {
            var (over, beneath) = (new RandomTree(random).Object(depth: 0), new RandomTree(random).Object(depth: 0));
            var (overText, beneathText) = (new RandomHocon(random).Write(over), new RandomHocon(random).Write(beneath));
            var merged = ConfigurationFactory.ParseString(overText).WithFallback(ConfigurationFactory.ParseString(beneathText));
            var meant = Sorted(Merge(over, beneath));
            var read = Sorted(merged.Root);

            Assert.True(meant == read, $"seed {seed}, tree {i}:\n{overText}\n-- over --\n{beneathText}\nmeant {meant}\nread  {read}");
        }
    }

    private static Dictionary<string, object?> Merge(Dictionary<string, object?> over, Dictionary<string, object?> beneath)
    {
        var merged = new Dictionary<string, object?>(beneath);
        foreach (var (key, value) in over)
        {
            merged[key] = value is Dictionary<string, object?> fields && beneath.GetValueOrDefault(key) is Dictionary<string, object?> below
                ? Merge(fields, below)
                : value;
        }

        return merged;
    }

    private static string Describe(object? node) => Describe(node, keys => keys);

    /// <summary>The order of merged keys is nobody's promise.</summary>
    private static string Sorted(object? node) => Describe(node, keys => keys.Order(StringComparer.Ordinal));

    private static string Describe(object? node, Func<IEnumerable<string>, IEnumerable<string>> order) => node switch
    {
        Dictionary<string, object?> fields => $"{{{string.Join(' ', order(fields.Select(field => $"<{field.Key}>:{Describe(field.Value, order)}")))}}}",
        HoconValue value when value.IsObject() =>
            $"{{{string.Join(' ', order(value.GetObject()!.Items.Select(item => $"<{item.Key}>:{Describe(item.Value, order)}")))}}}",
        List<object?> elements => $"[{string.Join(' ', elements.Select(element => Describe(element, order)))}]",
        HoconValue value when !value.IsString() => $"[{string.Join(' ', value.GetArray().Select(element => Describe(element, order)))}]",
        HoconValue value => Describe(value.GetString(), order),
        null => "null",
        _ => $"'{node}'"
    };
}
