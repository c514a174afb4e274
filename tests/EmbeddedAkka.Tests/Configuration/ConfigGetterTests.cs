using Akka.Configuration;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>What the typed getters make of a value, of none, and of a wrong one.</summary>
public sealed class ConfigGetterTests
{
    private static Config Of(string value) => ConfigurationFactory.ParseString($"v = {value}");

    [Theory]
    [InlineData("missing")]
    [InlineData("a.missing")]
    [InlineData("a.i.x")]
    [InlineData("missing.x")]
    [InlineData("A.i")]
    [InlineData(" a.i ")]
    [InlineData("a . i")]
    [InlineData(".a")]
    [InlineData("a..i")]
    [InlineData("k.1")]
    public void Path_that_leads_nowhere_gives_the_default(string path)
    {
        var config = ConfigurationFactory.ParseString("a = { i = 5 }, \"k.1\" = 6");

        Assert.False(config.HasPath(path));
        Assert.Null(config.GetValue(path));
        Assert.Null(config.GetConfig(path));
        Assert.Null(config.GetString(path));
        Assert.Equal("d", config.GetString(path, "d"));
        Assert.Equal(0, config.GetInt(path));
        Assert.Equal(9, config.GetInt(path, 9));
        Assert.Equal(9L, config.GetLong(path, 9));
        Assert.Equal(9.5, config.GetDouble(path, 9.5));
        Assert.False(config.GetBoolean(path));
        Assert.True(config.GetBoolean(path, true));
        Assert.Empty(config.GetStringList(path));
        Assert.Equal(TimeSpan.Zero, config.GetTimeSpan(path));
        Assert.Equal(TimeSpan.FromDays(1), config.GetTimeSpan(path, TimeSpan.FromDays(1)));
        Assert.Null(config.GetByteSize(path));
        Assert.Equal(4, config.GetByteSize(path, 4));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("-5", -5)]
    [InlineData("+5", 5)]
    [InlineData("\" 5 \"", 5)]
    public void Whole_number_is_read(string written, int meant)
    {
        Assert.Equal(meant, Of(written).GetInt("v"));
        Assert.Equal(meant, Of(written).GetLong("v"));
        Assert.Equal(meant, Of(written).GetDouble("v"));
    }

    [Theory]
    [InlineData("5.0")]
    [InlineData("text")]
    [InlineData("\"\"")]
    [InlineData("0x10")]
    [InlineData("1e3")]
    [InlineData("1_000")]
    [InlineData("5b")]
    public void Other_text_is_no_whole_number(string written)
    {
        Assert.Throws<FormatException>(() => Of(written).GetInt("v"));
        Assert.Throws<FormatException>(() => Of(written).GetLong("v"));
    }

    [Fact]
    public void Number_too_large_is_an_overflow()
    {
        Assert.Throws<OverflowException>(() => Of("99999999999").GetInt("v"));
        Assert.Equal(99999999999, Of("99999999999").GetLong("v"));
    }

    [Theory]
    [InlineData("5.5", 5.5)]
    [InlineData(".5", 0.5)]
    [InlineData("1.5e3", 1500)]
    [InlineData("-1e-2", -0.01)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("NaN", double.NaN)]
    public void Fraction_is_read(string written, double meant) => Assert.Equal(meant, Of(written).GetDouble("v"));

    [Theory]
    [InlineData("null")]
    [InlineData("[5]")]
    [InlineData("{}")]
    public void Value_without_text_is_no_number(string written)
    {
        Assert.Throws<ArgumentNullException>(() => Of(written).GetInt("v"));
        Assert.Throws<ArgumentNullException>(() => Of(written).GetLong("v"));
        Assert.Throws<ArgumentNullException>(() => Of(written).GetDouble("v"));
        Assert.Throws<ArgumentNullException>(() => Of(written).GetTimeSpan("v"));
        Assert.Throws<NotSupportedException>(() => Of(written).GetBoolean("v"));
        Assert.Null(Of(written).GetByteSize("v", 4));
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("true", true)]
    [InlineData("off", false)]
    [InlineData("false", false)]
    public void Boolean_is_read(string written, bool meant) => Assert.Equal(meant, Of(written).GetBoolean("v", !meant));

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("TRUE")]
    [InlineData("On")]
    [InlineData("1")]
    [InlineData("\"\"")]
    public void Other_text_is_no_boolean(string written) => Assert.Throws<NotSupportedException>(() => Of(written).GetBoolean("v"));

    [Theory]
    [InlineData("1")]
    [InlineData("text")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    public void Other_values_are_no_list(string written) => Assert.Empty(Of(written).GetStringList("v"));

    [Fact]
    public void Empty_path_is_the_root()
    {
        var config = Of("1");

        Assert.True(config.HasPath(""));
        Assert.Equal(1, config.GetConfig("")!.GetInt("v"));
    }

    [Fact]
    public void Config_below_a_path_is_a_config()
    {
        var below = ConfigurationFactory.ParseString("a.b { c = 1, d { } }").GetConfig("a")!.GetConfig("b")!;

        Assert.Equal(1, below.GetInt("c"));
        Assert.True(below.GetConfig("d")!.IsEmpty);
        Assert.False(below.IsEmpty);
    }

    [Fact]
    public void Config_of_a_text_has_no_paths()
    {
        var below = Of("1").GetConfig("v")!;

        Assert.False(below.IsEmpty);
        Assert.False(below.HasPath("x"));
        Assert.Equal(3, below.GetInt("x", 3));
    }
}
