using ActorPipeline.Errors;
using ActorPipeline.Sources;

namespace ActorPipeline.Tests.Sources;

public sealed class GlobSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public GlobSpec()
    {
        string[] names =
        [
            "a.csv", "b.csv", "b.txt", ".hidden.csv", "b[1].csv", "c1.csv", "c2.csv", "cx.csv", "d.csv.gz",
            "one/a.csv", "one/deep/a.csv", "one/deep/er/z.csv", "two/a.csv", "two/b.csv", ".git/a.csv",
        ];
        foreach (var name in names)
            _folder.Write(name, "1,2\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv", "a.csv")]
    [InlineData("none.csv", "")]
    [InlineData("none*.csv", "")]
    [InlineData("none/*.csv", "")]
    [InlineData("*.csv", "a.csv b.csv b[1].csv c1.csv c2.csv cx.csv")]
    [InlineData("?.csv", "a.csv b.csv")]
    [InlineData("c[0-9].csv", "c1.csv c2.csv")]
    [InlineData("c[!0-9].csv", "cx.csv")]
    [InlineData("c[1x].csv", "c1.csv cx.csv")]
    [InlineData("b[[]1].csv", "b[1].csv")]
    [InlineData("b[[]1[]].csv", "b[1].csv")]
    [InlineData("d.*", "d.csv.gz")]
    [InlineData("a?csv", "a.csv")]
    [InlineData("[!q].csv", "a.csv b.csv")]
    [InlineData(".*.csv", ".hidden.csv")]
    [InlineData("*/a.csv", "one/a.csv two/a.csv")]
    [InlineData("*/*.csv", "one/a.csv two/a.csv two/b.csv")]
    [InlineData("**/a.csv", "a.csv one/a.csv one/deep/a.csv two/a.csv")]
    [InlineData("one/**", "one/a.csv one/deep/a.csv one/deep/er/z.csv")]
    [InlineData("one/**/*.csv", "one/a.csv one/deep/a.csv one/deep/er/z.csv")]
    [InlineData("**/deep/*.csv", "one/deep/a.csv")]
    [InlineData("**/deep/**/*.csv", "one/deep/a.csv one/deep/er/z.csv")]
    public void A_glob_matches_what_a_shell_would_match(string glob, string expected)
    {
        var prefix = _folder.Path + "/";
        var matches = Glob.Expand(prefix + glob).Select(m => m[prefix.Length..]).Order(StringComparer.Ordinal);

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), matches);
    }

    [Fact]
    public void A_relative_glob_gives_relative_paths()
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), _folder.Path);

        Assert.Equal([$"{relative}/two/a.csv", $"{relative}/two/b.csv"], Glob.Expand($"{relative}/two/*.csv").Order());
    }

    [Fact]
    public void A_folder_is_no_file_and_the_error_says_what_to_write_instead()
    {
        var error = Assert.Throws<PipelineException>(() => Glob.Expand(_folder.Path + "/one/"));

        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.Contains($"{_folder.Path}/one/*.csv", error.Message);
    }

    [Fact]
    public void A_folder_that_leads_back_to_itself_is_walked_once()
    {
        Directory.CreateSymbolicLink(_folder.Path + "/one/loop", _folder.Path + "/one");

        Assert.Equal(3, Glob.Expand(_folder.Path + "/one/**/*.csv").Count());
    }

    [Fact]
    public void A_range_without_characters_is_an_error_that_names_it()
    {
        var error = Assert.Throws<PipelineException>(() => Glob.Expand(_folder.Path + "/[z-a].csv").ToList());

        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.Contains("[z-a].csv", error.Message);
    }
}
