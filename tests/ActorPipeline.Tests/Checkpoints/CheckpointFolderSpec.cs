using ActorPipeline.Checkpoints;
using ActorPipeline.Errors;

namespace ActorPipeline.Tests.Checkpoints;

public sealed class CheckpointFolderSpec : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly CheckpointFolder _folder;
    private readonly List<string> _refused = [];

    public CheckpointFolderSpec() => _folder = new CheckpointFolder(_temp.Path + "/below/it");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_folder_that_is_not_there_has_none_and_is_made_with_the_first()
    {
        Assert.Empty(_folder.List());
        Assert.Null(Latest());

        Write(keep: 1, 5);
        Assert.Equal(5, Latest());
        Assert.Equal(_folder.FileOf(5), _folder.Latest(_refused.Add)!.Value.File);
    }

    [Fact]
    public void The_latest_by_its_step_comes_first()
    {
        Write(keep: 9, 9_999_999_999, 20, 10_000_000_000, 3);

        Assert.Equal([10_000_000_000, 9_999_999_999, 20, 3], Steps());
        Assert.Equal(10_000_000_000, Latest());
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(29, 20)]
    [InlineData(10, 10)]
    [InlineData(9, null)]
    public void Up_to_a_step_later_ones_do_not_count(int upTo, int? latest)
    {
        Write(keep: 9, 10, 20, 30, 40);

        Assert.Equal(latest, Latest(upTo));
        Assert.Empty(_refused);
    }

    [Fact]
    public void A_damaged_one_is_passed_over_by_name_and_the_one_before_it_is_taken()
    {
        Write(keep: 9, 10, 20, 30, 40);
        Damage(40);
        File.WriteAllText(_folder.FileOf(30), "");

        Assert.Equal(20, Latest());
        Assert.Equal(
        [
            $"{_folder.FileOf(40)}: it is damaged: its checksum is not that of its contents. The checkpoint before it is taken.",
            $"{_folder.FileOf(30)}: it is no checkpoint of ActorPipeline. The checkpoint before it is taken.",
        ], _refused);
    }

    [Fact]
    public void Where_all_are_damaged_there_is_none_to_take()
    {
        Write(keep: 9, 10, 20);
        Damage(10);
        Damage(20);

        var error = Assert.Throws<PipelineException>(() => Latest());
        Assert.Equal(FailureKind.File, error.Kind);
        Assert.StartsWith($"{_folder.Path}: none of its checkpoints can be read. {_folder.FileOf(10)}: it is damaged", error.Message);
    }

    [Fact]
    public void Files_of_other_names_are_neither_checkpoints_nor_removed()
    {
        string[] names =
            ["a.txt", "a.tmp", "step-.checkpoint", "step-ten.checkpoint", "step--1.checkpoint", "step-7.checkpoint.bak", "astep-7.checkpoint"];
        foreach (var name in names)
            _temp.Write("below/it/" + name, "mine");
        Assert.Empty(_folder.List());
        Write(keep: 1, 1, 2, 3);

        Assert.Equal([3], Steps());
        Assert.Equal(names.Append(Path.GetFileName(_folder.FileOf(3))).Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_oldest_are_removed_but_for_as_many_as_are_to_be_kept()
    {
        for (var step = 1; step <= 6; step++)
        {
            Write(keep: 3, step);
            Assert.Equal(Enumerable.Range(0, Math.Min(step, 3)).Select(i => (long)(step - i)), Steps());
        }
    }

    [Fact]
    public void The_one_just_written_is_kept_also_where_damaged_later_ones_were_passed_over()
    {
        Write(keep: 3, 10, 20, 30);
        Damage(20);
        Damage(30);
        Write(keep: 1, 11);

        Assert.Equal(11, Latest());
        Assert.DoesNotContain(10, Steps());
    }

    [Fact]
    public void What_a_killed_run_left_half_written_is_no_checkpoint_and_is_removed_with_the_next()
    {
        Write(keep: 3, 10);
        var half = CheckpointFile.TemporaryName(_folder.FileOf(20));
        File.WriteAllBytes(half, File.ReadAllBytes(_folder.FileOf(10))[..50]);
        Assert.Equal([10], Steps());
        Write(keep: 3, 11);

        Assert.False(File.Exists(half));
        Assert.Equal([11, 10], Steps());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_by_name()
    {
        _temp.Write("below", "a file");

        var error = Assert.Throws<PipelineException>(() => Write(keep: 1, 1));
        Assert.Equal(FailureKind.File, error.Kind);
        Assert.StartsWith($"{_folder.Path}: ", error.Message);
    }

    private void Write(int keep, params long[] steps)
    {
        foreach (var step in steps)
            _folder.Write(SampleCheckpoint.Of(step), keep);
    }

    private void Damage(long step)
    {
        var bytes = File.ReadAllBytes(_folder.FileOf(step));
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder.FileOf(step), bytes);
    }

    private IEnumerable<long> Steps() => _folder.List().Select(f => f.Step);

    private long? Latest(long? upTo = null) => _folder.Latest(_refused.Add, upTo)?.Checkpoint.Cursor.Steps;
}
