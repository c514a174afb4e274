using Akka.Configuration;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>What <c>${path}</c> stands for.</summary>
public sealed class HoconSubstitutionTests
{
    [Theory]
    [InlineData("x = 1\na = ${x}", "1")]
    [InlineData("a = ${x}\nx = 1", "1")]
    [InlineData("x = 0\na = ${x}\nx = 1", "1")]
    [InlineData("x.y.z = 1\na = ${x.y.z}", "1")]
    [InlineData("x { y = 1, z = ${x.y} }\na = ${x.z}", "1")]
    [InlineData("a = ${b}\nb = ${c}\nc = 1", "1")]
    [InlineData("a = 0\na = ${x}\nx = 1", "1")]
    [InlineData("a = ${x}\nx = 0\na = 1", "1")]
    [InlineData("a = ${x}\na = ${y}\nx = 0\ny = 1", "1")]
    [InlineData("x { a = ${a} }\na = 1", "1")]
    [InlineData("a = ${x.a}\nx { a = ${y}, b = 2 }\ny = 1", "1")]
    [InlineData("x = 1s\na = ${x}\nb = ${a}", "1s")]
    [InlineData("x = \"\"\"1\n2\"\"\"\na = ${x}", "1\n2")]
    [InlineData("x = foo\na = ${x}bar", "foobar")]
    [InlineData("x = foo\na = ${x} bar", "foo bar")]
    [InlineData("x = foo\na = pre${x}", "prefoo")]
    [InlineData("x = 1\na = u ${x}  v ", "u 1  v")]
    [InlineData("x = 1\na = ${x}.${x}", "1.1")]
    [InlineData("x = null\na = u${x}v", "uv")]
    [InlineData("x = null\na = ${x}", "")]
    public void Text_takes_the_place_of_its_path(string hocon, string meant) => Assert.Equal(meant, ConfigurationFactory.ParseString(hocon).GetString("a"));

    [Theory]
    [InlineData("x = [1, 2]\na = ${x}")]
    [InlineData("x = [1]\na = ${x} [2]")]
    [InlineData("x = [2]\na = [1] ${x}")]
    [InlineData("x = [1]\ny = [2]\na = ${x} ${y}")]
    [InlineData("x = 1\ny = 2\na = [${x}, ${y}]")]
    [InlineData("x = [1, 2]\na = [0]\na = ${x}")]
    public void Arrays_are_joined(string hocon) => Assert.Equal(["1", "2"], ConfigurationFactory.ParseString(hocon).GetStringList("a"));

    [Fact]
    public void Substitution_below_its_own_name_is_that_of_the_root()
    {
        var config = ConfigurationFactory.ParseString("b { a = ${a}, c = ${b.a} }\na = 1");

        Assert.Equal([1, 1], new[] { "b.a", "b.c" }.Select(path => config.GetInt(path)));
    }

    [Fact]
    public void Object_is_shared()
    {
        var config = ConfigurationFactory.ParseString("a = ${x}\nx { y = 1, z = ${w} }\nw = 2\nl = [${x}]");

        Assert.Equal(1, config.GetInt("a.y"));
        Assert.Equal(2, config.GetInt("a.z"));
        Assert.Equal(1, config.GetValue("l")!.GetArray()[0].GetObject()!.GetKey("y")!.GetInt());
    }

    [Fact]
    public void Number_and_unit_may_come_from_a_substitution() =>
        Assert.Equal(TimeSpan.FromSeconds(5), ConfigurationFactory.ParseString("x = 5\na = ${x}s").GetTimeSpan("a"));

    [Fact]
    public void Substitution_sees_only_its_own_text()
    {
        var own = ConfigurationFactory.ParseString("x = 1").WithFallback(ConfigurationFactory.ParseString("x = 2\na = ${x}"));

        Assert.Equal(2, own.GetInt("a"));
        Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString("a = ${x}").WithFallback(ConfigurationFactory.ParseString("x = 2")));
    }
}
