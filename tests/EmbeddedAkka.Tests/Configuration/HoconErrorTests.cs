using Akka.Configuration;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>What is no HOCON.</summary>
public sealed class HoconErrorTests
{
    [Theory]
    [InlineData("a =")]
    [InlineData("a = $b")]
    [InlineData("a = $ {b}")]
    [InlineData("a = x\\y")]
    [InlineData("a = data/*.csv")]
    [InlineData("a = x!")]
    [InlineData("a = ?")]
    [InlineData("a = @x")]
    [InlineData("a = x&y")]
    [InlineData("a = ^")]
    [InlineData("a = `x`")]
    [InlineData("a = 1 /* no such comment */")]
    [InlineData("a = \"bad \\q escape\"")]
    [InlineData("a* = 1")]
    [InlineData("a$b = 1")]
    [InlineData("a@ = 1")]
    [InlineData(",a = 1")]
    [InlineData("a = 1,,b = 2")]
    [InlineData("a = 1\n,b = 2")]
    [InlineData("a { b = 1 }, c = 2")]
    [InlineData("[1, 2]")]
    [InlineData("a = ${b}")]
    [InlineData("a = ${PATH}")]
    [InlineData("a = ${b}\na = 1")]
    public void Malformed_text_is_refused(string hocon) => Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString(hocon));

    [Theory]
    [InlineData("a = http://host")]
    [InlineData("a = x=y")]
    [InlineData("a = x:y")]
    [InlineData("a = [1] b=2")]
    [InlineData("a = { b = 1 } c=2")]
    public void Assignment_within_an_unquoted_value_is_refused(string hocon) =>
        Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString(hocon));

    /// <summary>Here Akka.NET reads something that nobody means. Another reader may refuse the text, but must not read a third thing.</summary>
    [Theory]
    [InlineData("a = \"never ends", "never ends")]
    [InlineData("a = \"\"\"never ends", "never ends")]
    [InlineData("a = x }", "x")]
    [InlineData("{ a = x", "x")]
    [InlineData("{ a = x } b", "x")]
    [InlineData("{ a = x } a = y", "x")]
    [InlineData("a = x\na += y", "x")]
    [InlineData("a += x", null)]
    [InlineData("a = x${?b}y", null)]
    [InlineData("b { c = 1 }\na = ${b}\na.d = 2", null)]
    [InlineData("a =\nx = y", "x")]
    [InlineData("a. = x", null)]
    [InlineData(".a = x", "x")]
    [InlineData("\"a\"b = x", "x")]
    [InlineData("a = {b=1} x", "x")]
    [InlineData("a = x = y", "x")]
    [InlineData("a = x [1]", null)]
    [InlineData("a = [1,,2]", null)]
    [InlineData("a = [ ]", null)]
    [InlineData("a = [1", null)]
    [InlineData("a { b = 1 } c { d = 1 }", null)]
    [InlineData("b = 1\na { c = 2 }\na = ${b}", null)]
    [InlineData("b { c = 1 }\na = ${b} { d = 2 }", null)]
    public void Misread_text_is_refused_or_misread_alike(string hocon, string? misread)
    {
        Config config;
        try
        {
            config = ConfigurationFactory.ParseString(hocon);
        }
        catch (Exception refusal) when (refusal is FormatException or ConfigurationException)
        {
            return;
        }

        Assert.Equal(misread, config.GetString("a"));
    }
}
