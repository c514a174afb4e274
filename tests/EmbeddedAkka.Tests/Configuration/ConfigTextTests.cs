using Akka.Configuration;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>How a configuration is written out.</summary>
public sealed class ConfigTextTests
{
    [Theory]
    [InlineData("a = 1, b = x", "  a : 1\n  b : x\n")]
    [InlineData("a = x y, \"b c\" = \"u:v\"", "  a : \"x y\"\n  \"b c\" : \"u:v\"\n")]
    [InlineData("a.b { c = 1, d = {} }", "  a : {\n    b : {\n      c : 1\n      d : {\n      }\n    }\n  }\n")]
    [InlineData("a = [1, \"x y\", [2, 3]]", "  a : [1,\"x y\",[2,3]]\n")]
    [InlineData("a = [{ b = 1 }, { c = 2 }]", "  a : [{\n      b : 1\n    },{\n      c : 2\n    }]\n")]
    [InlineData("a = null, b = \"\"", "  a : \n  b : \n")]
    [InlineData("a = x\nb = ${a}", "  a : x\n  b : x\n")]
    [InlineData("", "")]
    public void Config_is_written_as_indented_hocon(string hocon, string written) =>
        Assert.Equal(written, ConfigurationFactory.ParseString(hocon).ToString().ReplaceLineEndings("\n"));

    [Fact]
    public void Fallbacks_are_not_written() =>
        Assert.Equal("  a : 1\n", ConfigurationFactory.ParseString("a = 1").WithFallback(ConfigurationFactory.ParseString("b = 2")).ToString().ReplaceLineEndings("\n"));

    [Fact]
    public void Value_is_written_alone()
    {
        var config = ConfigurationFactory.ParseString("a = { b = 1 }, c = [1, 2], d = x y");

        Assert.Equal("  b : 1\n", config.GetValue("a")!.ToString().ReplaceLineEndings("\n"));
        Assert.Equal("[1,2]", config.GetValue("c")!.ToString());
        Assert.Equal("\"x y\"", config.GetValue("d")!.ToString());
    }
}
