using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>What <c>include "name"</c> brings in.</summary>
public sealed class HoconIncludeTests
{
    [Fact]
    public void Included_text_stands_where_it_is_included()
    {
        var config = Parse("x = 0\ninclude \"n = 1, x = 2, y = 3\"\ny = 4");

        Assert.Equal([2, 1, 4], new[] { "x", "n", "y" }.Select(path => config.GetInt(path)));
        Assert.Equal(["x", "n", "y"], config.AsEnumerable().Select(entry => entry.Key));
    }

    [Fact]
    public void Included_objects_merge()
    {
        var config = Parse("a { b = 1, c = 2 }\nz { include \"a { c = 3 }\" }\ninclude \"a { c = 3 }\"\na.d = 4");

        Assert.Equal([1, 3, 4, 3], new[] { "a.b", "a.c", "a.d", "z.a.c" }.Select(path => config.GetInt(path)));
    }

    [Fact]
    public void Substitutions_see_what_was_included() => Assert.Equal(7, Parse("a { include \"n = 7\" }\nb = ${a.n}").GetInt("b"));

    [Fact]
    public void Included_text_resolves_on_its_own() => Assert.Equal(7, Parse("n = 8\na { include \"n = 7, m = ${n}\" }").GetInt("a.m"));

    /// <summary>The name of the included text is the text itself.</summary>
    private static Config Parse(string hocon) =>
        ConfigurationFactory.ParseString(hocon, name => new HoconRoot(ConfigurationFactory.ParseString(name).Root));
}
