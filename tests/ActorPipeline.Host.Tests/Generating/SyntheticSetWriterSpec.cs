using ActorPipeline.Errors;
using ActorPipeline.Host.Generating;

namespace ActorPipeline.Host.Tests.Generating;

public class SyntheticSetWriterSpec
{
    private static readonly SyntheticSet _set = new(3, 4, 5, Seed: 7);

    [Fact]
    public void A_set_is_written_whole_and_nothing_else_is_left()
    {
        using var folder = new TempFolder();
        var bytes = SyntheticSetWriter.Write(_set, folder["a/b"]);
        var files = new DirectoryInfo(folder["a/b"]).GetFiles();
        Assert.Equal(["examples-00.csv", "examples-01.csv", "examples-02.csv"], files.Select(f => f.Name).Order());
        Assert.Equal(bytes, files.Sum(f => f.Length));
    }

    [Fact]
    public void A_set_replaces_itself()
    {
        using var folder = new TempFolder();
        SyntheticSetWriter.Write(_set with { Seed = 8 }, folder.Path);
        SyntheticSetWriter.Write(_set, folder.Path);
        using var expected = new MemoryStream();
        _set.WriteFile(2, expected, new byte[100]);
        Assert.Equal(expected.ToArray(), File.ReadAllBytes(folder["examples-02.csv"]));
    }

    [Fact]
    public void A_set_is_not_mixed_with_a_longer_one()
    {
        using var folder = new TempFolder();
        SyntheticSetWriter.Write(_set with { Files = 5 }, folder.Path);
        var refused = Assert.Throws<PipelineException>(() => SyntheticSetWriter.Write(_set, folder.Path));
        Assert.Equal(FailureKind.Settings, refused.Kind);
        Assert.StartsWith(folder["examples-03.csv"], refused.Message);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named_and_no_file_is_left()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder[".examples-01.csv.partial/x"]);
        var failed = Assert.Throws<PipelineException>(() => SyntheticSetWriter.Write(_set, folder.Path));
        Assert.Equal(FailureKind.File, failed.Kind);
        Assert.Contains("examples-01.csv", failed.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
