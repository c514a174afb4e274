using System.Text;
using ActorPipeline.Errors;
using ActorPipeline.Sources;

namespace ActorPipeline.Tests.Sources;

public sealed class FileSetSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_of_all_globs_come_once_each_in_ordinal_order()
    {
        foreach (var name in new[] { "b.csv", "a.csv", "B.csv", "a10.csv", "a9.csv" })
            _folder.Write(name, $"{name},1\n");

        var files = FileSet.Find([_folder.Path + "/*.csv", _folder.Path + "/a.csv"], headerLines: 0).Files;

        Assert.Equal(["B.csv", "a.csv", "a10.csv", "a9.csv", "b.csv"], files.Select(f => Path.GetFileName(f.Path)));
        Assert.Equal([0, 1, 2, 3, 4], files.Select(f => f.Index));
        Assert.All(files, f => Assert.Equal(new FileInfo(f.Path).Length, f.Length));
    }

    [Theory]
    [InlineData("1,2\n3,4\n", 0, "1,2", 0)]
    [InlineData("1,2", 0, "1,2", 0)]
    [InlineData("1,2\r\n3,4\r\n", 0, "1,2", 0)]
    [InlineData("\uFEFF1,2\n", 0, "1,2", 0)]
    [InlineData("\uFEFF\n1,2\n", 0, "1,2", 0)]
    [InlineData("\n\r\n1,2\n", 0, "1,2", 0)]
    [InlineData("a,b\n1,2\n", 1, "1,2", 4)]
    [InlineData("\uFEFFa,b\r\n1,2\n", 1, "1,2", 8)]
    [InlineData("a\nb\n\n1,2\n", 2, "1,2", 4)]
    public void The_first_record_is_found_behind_header_mark_and_blank_lines(string text, int headerLines, string record, int dataStart)
    {
        var path = _folder.Write("a.csv", text);

        var found = FileSet.Find([path], headerLines);

        Assert.Equal(record, Encoding.UTF8.GetString(found.FirstRecord.Span));
        Assert.Equal(dataStart, Assert.Single(found.Files).DataStart);
    }

    [Fact]
    public void The_first_record_is_that_of_the_first_file_that_has_one()
    {
        _folder.Write("a.csv", "");
        _folder.Write("b.csv", "\n");
        _folder.Write("c.csv", "h\n");
        _folder.Write("d.csv", "h\n1,2\n");
        _folder.Write("e.csv", "h\n3,4\n");

        var found = FileSet.Find([_folder.Path + "/*"], headerLines: 1);

        Assert.Equal("1,2"u8.ToArray(), found.FirstRecord.ToArray());
        Assert.Equal([0, 1, 2, 2, 2], found.Files.Select(f => f.DataStart));
    }

    [Fact]
    public void A_record_longer_than_any_buffer_is_found_whole()
    {
        var record = string.Join(',', Enumerable.Range(0, 50_000));
        _folder.Write("a.csv", record + "\n1\n");

        Assert.Equal(record, Encoding.UTF8.GetString(FileSet.Find([_folder.Path + "/a.csv"], 0).FirstRecord.Span));
    }

    [Fact]
    public void No_file_at_all_is_a_settings_error()
    {
        Expect(FailureKind.Settings, "files.paths", []);
        Expect(FailureKind.Settings, $"'{_folder.Path}/*.csv'", [_folder.Path + "/*.csv"]);
        Expect(FailureKind.Settings, $"'{_folder.Path}/no.csv'", [_folder.Path + "/no.csv"]);
    }

    [Fact]
    public void One_glob_without_a_match_is_an_error_whatever_the_others_match()
    {
        var path = _folder.Write("a.csv", "1,2\n");

        Expect(FailureKind.Settings, $"'{_folder.Path}/*.tsv'", [path, _folder.Path + "/*.tsv"]);
    }

    [Fact]
    public void File_that_several_globs_find_by_several_paths_counts_once()
    {
        var path = _folder.Write("a.csv", "1,2\n");

        var found = FileSet.Find([path, $"{_folder.Path}/./*.csv", _folder.Path + "/*.csv"], 0);

        Assert.Equal([path], found.Files.Select(f => f.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\r\n")]
    [InlineData("\uFEFF")]
    public void Files_without_a_record_are_a_data_error(string text)
    {
        var path = _folder.Write("a.csv", text);

        Expect(FailureKind.Data, path, [path]);
    }

    [Theory]
    [InlineData("0.csv")]
    [InlineData("z.csv")]
    public void A_link_to_nowhere_is_a_file_error_that_names_it(string name)
    {
        _folder.Write("a.csv", "1,2\n");
        File.CreateSymbolicLink($"{_folder.Path}/{name}", _folder.Path + "/gone");

        Expect(FailureKind.File, $"{_folder.Path}/{name}: the file is not there", [_folder.Path + "/*.csv"]);
    }

    private static void Expect(FailureKind kind, string text, string[] globs)
    {
        var error = Assert.Throws<PipelineException>(() => FileSet.Find(globs, 0));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(text, error.Message);
    }
}
