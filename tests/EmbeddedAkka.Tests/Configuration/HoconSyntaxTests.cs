using Akka.Configuration;

namespace EmbeddedAkka.Tests.Configuration;

/// <summary>What HOCON text means: keys, values, comments, objects, arrays.</summary>
public sealed class HoconSyntaxTests
{
    [Theory]
    [InlineData("a = 1")]
    [InlineData("a : 1")]
    [InlineData("a=1")]
    [InlineData("{ a = 1 }")]
    [InlineData("\n\n{\n  a = 1\n}\n\n# end")]
    [InlineData("# before\na = 1 # behind")]
    [InlineData("// before\na = 1 // behind")]
    [InlineData("a # between\n = 1")]
    [InlineData("a = # between\n 1")]
    [InlineData("a =\n\n\n1")]
    [InlineData("\ta\t=\t1\t")]
    [InlineData("a = 1\r\n")]
    [InlineData("a = 1,")]
    [InlineData("a = 1, b = 2")]
    [InlineData("\"a\" = \"1\"")]
    [InlineData("{\"a\":\"1\"}")]
    [InlineData("a = 0\na = 1")]
    [InlineData("a { b = 0 }\na = 1")]
    [InlineData("a = [0]\na = 1")]
    public void Assignment_is_read(string hocon) => Assert.Equal("1", ConfigurationFactory.ParseString(hocon).GetString("a"));

    [Theory]
    [InlineData("a.b.c = 1")]
    [InlineData("a . b . c = 1")]
    [InlineData("a { b { c = 1 } }")]
    [InlineData("a{b{c=1}}")]
    [InlineData("a : { b : { c : 1 } }")]
    [InlineData("a = { b.c = 1 }")]
    [InlineData("a\n{\n b\n{\n c = 1\n}\n}")]
    [InlineData("a =\n{ b.c = 1 }")]
    [InlineData("a { b { c = 1 } # one\n } // two")]
    [InlineData("a.b { d = 2 }\na { b { c = 1 } }")]
    [InlineData("a = 0\na.b.c = 1")]
    [InlineData("a = [0]\na { b.c = 1 }")]
    [InlineData("a = { b = 0 } { b.c = 1 }")]
    [InlineData("\"a\".\"b\".\"c\" = 1")]
    public void Path_and_nested_objects_are_the_same(string hocon) => Assert.Equal("1", ConfigurationFactory.ParseString(hocon).GetString("a.b.c"));

    [Theory]
    [InlineData("x y", "x y")]
    [InlineData("x    y\t z", "x    y\t z")]
    [InlineData("x # comment", "x")]
    [InlineData("x#comment", "x")]
    [InlineData("x//comment", "x")]
    [InlineData("/usr/lib", "/usr/lib")]
    [InlineData("1.5", "1.5")]
    [InlineData(".x.", ".x.")]
    [InlineData("-1", "-1")]
    [InlineData("x%y'(z)<w>|~;-_+", "x%y'(z)<w>|~;-_+")]
    [InlineData("é€", "é€")]
    [InlineData("include x", "include x")]
    [InlineData("\"\"", "")]
    [InlineData("\"x, y = {z}: [#]\"", "x, y = {z}: [#]")]
    [InlineData("\"${x}\"", "${x}")]
    [InlineData("x\"y\"z", "xyz")]
    [InlineData("\"x\"\"y\"", "xy")]
    [InlineData("\"x\" \"y\"", "x y")]
    [InlineData("x \"y z\" w", "x y z w")]
    [InlineData("\"\"\"x\"\"\"", "x")]
    [InlineData("\"\"\"\"\"\"", "")]
    [InlineData("\"\"\"x\\n \"y\" ${z}\n w\"\"\"", "x\\n \"y\" ${z}\n w")]
    [InlineData("\"\"\"x\"\"\" y", "x y")]
    [InlineData("\"x\ny\"", "x\ny")]
    [InlineData("\"<\\\"\\\\\\/\\t\\n\\r\\b\\f\\u00e9>\"", "<\"\\/\t\n\r\b\fé>")]
    [InlineData("\"  x  \"", "x")]
    [InlineData("\"  x  \" y", "x   y")]
    [InlineData("nullx", "nullx")]
    [InlineData("null x", "null x")]
    public void Text_is_read(string written, string meant) => Assert.Equal(meant, ConfigurationFactory.ParseString($"a = {written}").GetString("a"));

    [Theory]
    [InlineData("null")]
    [InlineData("\"null\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    public void Value_without_text_is_there_but_has_none(string written)
    {
        var config = ConfigurationFactory.ParseString($"a = {written}");

        Assert.True(config.HasPath("a"));
        Assert.Null(config.GetString("a", "default"));
    }

    [Theory]
    [InlineData("[1,2,3]")]
    [InlineData("[ 1, 2, 3 ]")]
    [InlineData("[1 , 2 , 3]")]
    [InlineData("[1, 2, 3, ]")]
    [InlineData("[\n1\n2\n3\n]")]
    [InlineData("[\r\n1\r\n2\r\n3\r\n]")]
    [InlineData("[\n 1,\n 2,\n 3,\n]")]
    [InlineData("[\n\n1\n\n2\n\n3\n\n]")]
    [InlineData("[ # one\n 1 # two\n // three\n 2, # four\n 3 # five\n # six\n]")]
    [InlineData("[1] [2, 3]")]
    [InlineData("[1][2][3]")]
    [InlineData("\n[\"1\",\"\"\"2\"\"\",3]")]
    public void Array_is_read(string written) => Assert.Equal(["1", "2", "3"], ConfigurationFactory.ParseString($"a = {written}").GetStringList("a"));

    [Fact]
    public void Array_element_may_have_blanks_and_quotes()
    {
        var config = ConfigurationFactory.ParseString("a = [x y, \"u, v\" w, \"\", null]");

        Assert.Equal(["x y", "u, v w", "", null!], config.GetStringList("a"));
    }

    [Fact]
    public void Array_holds_arrays_and_objects()
    {
        var array = ConfigurationFactory.ParseString("a = [ [1, 2], [], {b = 3}\n{b = 4, c.d = 5} ]").GetValue("a")!.GetArray();

        Assert.Equal(4, array.Count);
        Assert.Equal(["1", "2"], array[0].GetStringList());
        Assert.Empty(array[1].GetArray());
        Assert.Equal(3, array[2].GetObject()!.GetKey("b")!.GetInt());
        Assert.Equal(5, array[3].GetObject()!.GetKey("c")!.GetObject()!.GetKey("d")!.GetInt());
    }

    [Fact]
    public void Kind_of_a_value_is_known()
    {
        var config = ConfigurationFactory.ParseString("text = 1, none = null, array = [1], empty = [], fields = { a = 1 }, bare = {}");

        Assert.All(["text", "none"], path => Assert.True(config.GetValue(path)!.IsString()));
        Assert.All(["array", "empty", "fields", "bare"], path => Assert.False(config.GetValue(path)!.IsString()));
        Assert.All(["array"], path => Assert.True(config.GetValue(path)!.IsArray()));
        Assert.All(["text", "none", "fields", "bare", "empty"], path => Assert.False(config.GetValue(path)!.IsArray()));
        Assert.All(["fields", "bare"], path => Assert.True(config.GetValue(path)!.IsObject()));
        Assert.All(["text", "none", "array", "empty"], path => Assert.False(config.GetValue(path)!.IsObject()));
        Assert.All(["bare"], path => Assert.True(config.GetValue(path)!.IsEmpty));
        Assert.All(["text", "none", "array", "empty", "fields"], path => Assert.False(config.GetValue(path)!.IsEmpty));
    }

    [Theory]
    [InlineData("\"a.b\" = 1", "\"a.b\"")]
    [InlineData("x.\"/a/*/b\" { c = 1 }", "x.\"/a/*/b\".c")]
    [InlineData("/a/b { c = 1 }", "/a/b.c")]
    [InlineData("a b = 1", "a b")]
    [InlineData("a-b_c+d%e = 1", "a-b_c+d%e")]
    [InlineData("käy = 1", "käy")]
    [InlineData("include = 1", "include")]
    [InlineData("includes = 1", "includes")]
    [InlineData("1 = 1", "1")]
    [InlineData("a { b = 0 }\n\"a\".b = 1", "a.b")]
    [InlineData("a.b = 1", "\"a\".b")]
    [InlineData("a.b = 1", "\"a\".\"b\"")]
    [InlineData("\"a\\\"b\" = 1", "a\"b")]
    public void Key_is_found_by_its_path(string hocon, string path) => Assert.Equal(1, ConfigurationFactory.ParseString(hocon).GetInt(path));

    [Fact]
    public void Objects_with_the_same_key_merge_in_the_order_of_their_keys()
    {
        var config = ConfigurationFactory.ParseString("a { x = 1, y { u = 2 } }\nb = 0\na { y = { v = 3 }, x = 4, z = 5 }");

        Assert.Equal(["a", "b"], config.AsEnumerable().Select(entry => entry.Key));
        Assert.Equal(["x", "y", "z"], config.GetConfig("a")!.AsEnumerable().Select(entry => entry.Key));
        Assert.Equal([4, 2, 3, 5], new[] { "a.x", "a.y.u", "a.y.v", "a.z" }.Select(path => config.GetInt(path)));
    }

    [Fact]
    public void Null_in_between_begins_an_object_anew()
    {
        var config = ConfigurationFactory.ParseString("a { b = 1 }\na = null\na { c = 2 }");

        Assert.False(config.HasPath("a.b"));
        Assert.Equal(2, config.GetInt("a.c"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t\n")]
    [InlineData("# nothing")]
    [InlineData("{}")]
    public void Text_without_entries_is_empty(string hocon)
    {
        var config = ConfigurationFactory.ParseString(hocon);

        Assert.True(config.IsEmpty);
        Assert.Empty(config.AsEnumerable());
    }
}
