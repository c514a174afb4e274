using Akka.Configuration;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>How configurations lie above each other.</summary>
public sealed class ConfigFallbackTests
{
    private static readonly Config _top = ConfigurationFactory.ParseString("a = { x = 1, l = [1], n = null, o = 5, e = {} }\nz = 1");
    private static readonly Config _middle = ConfigurationFactory.ParseString("a { x = 2, y = 3, l = [2, 3], n = 4, o = { p = 1 }, e = 1 }\nw = 5\nz { k = 1 }");
    private static readonly Config _bottom = ConfigurationFactory.ParseString("a { v = 9, y = 0, e { f = 1 } }\nu = 1");

    public static TheoryData<Config> Chains => new(_top.WithFallback(_middle).WithFallback(_bottom), _top.WithFallback(_middle.WithFallback(_bottom)));

    [Theory]
    [MemberData(nameof(Chains))]
    public void First_that_says_something_is_heard(Config config)
    {
        Assert.Equal([1, 3, 9, 5, 1], new[] { "a.x", "a.y", "a.v", "w", "u" }.Select(path => config.GetInt(path)));
        Assert.Equal(["1"], config.GetStringList("a.l"));
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void Only_objects_merge(Config config)
    {
        Assert.Null(config.GetString("a.n", "default"));
        Assert.Equal(5, config.GetInt("a.o"));
        Assert.False(config.HasPath("a.o.p"));
        Assert.False(config.HasPath("z.k"));
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void Config_below_a_path_has_the_fallbacks_too(Config config)
    {
        var below = config.GetConfig("a")!;

        Assert.Equal([1, 3, 9], new[] { "x", "y", "v" }.Select(path => below.GetInt(path)));
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void All_entries_are_listed(Config config)
    {
        Assert.Equal(["a", "u", "w", "z"], config.AsEnumerable().Select(entry => entry.Key).Order());
        Assert.Equal(["e", "l", "n", "o", "v", "x", "y"], config.Root.GetObject()!.Items["a"].GetObject()!.Items.Keys.Order());
    }

    [Fact]
    public void Fallback_leaves_its_parts_as_they_were()
    {
        _ = _top.WithFallback(_middle).WithFallback(_bottom).GetInt("a.v");

        Assert.False(_top.HasPath("a.y"));
        Assert.False(_middle.HasPath("a.v"));
        Assert.Equal(2, _middle.GetInt("a.x"));
        Assert.Equal(1, _bottom.GetInt("a.e.f"));
    }

    [Fact]
    public void Empty_fallback_changes_nothing()
    {
        Assert.Equal(1, _top.WithFallback(ConfigurationFactory.Empty).GetInt("a.x"));
        Assert.Equal(1, _top.WithFallback(null!).GetInt("a.x"));
        Assert.Equal(1, ConfigurationFactory.Empty.WithFallback(_top).GetInt("a.x"));
    }

    [Fact]
    public void Config_is_not_its_own_fallback() => Assert.Throws<ArgumentException>(() => _top.WithFallback(_top));

    [Fact]
    public void Empty_config_is_empty()
    {
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
        Assert.False(_top.IsEmpty);
    }
}
