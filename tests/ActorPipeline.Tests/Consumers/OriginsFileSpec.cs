using ActorPipeline.Consumers;
using ActorPipeline.Errors;

namespace ActorPipeline.Tests.Consumers;

public class OriginsFileSpec : PipelineTestKit
{
    [Fact]
    public void Every_row_has_a_line_that_leads_to_its_record()
    {
        Folder.Write("3.csv", "\n3,0,1\n\r\n3,1,0\n");
        var path = Folder.Path + "/origins.tsv";
        using (var origins = new OriginsFile(path))
            Run("", origins);
        var rows = File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).ToList();

        Assert.Equal(2 * (7 * RowsOfAFile + 2), rows.Count);
        Assert.Equal(rows.Count, rows.Select(r => string.Join('\t', r[2..])).Distinct().Count());
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(($"{i / 7 + 1}", $"{i % 7}"), (rows[i][0], rows[i][1]));
            Assert.InRange(int.Parse(rows[i][2]), 0, 1);
            var text = File.ReadAllText(rows[i][3]);
            var offset = int.Parse(rows[i][4]);
            Assert.Equal(text.Split('\n')[int.Parse(rows[i][5]) - 1], text[offset..].Split('\n')[0]);
            Assert.NotEqual("", text[offset..].Split('\n')[0].Trim());
        }
    }

    [Fact]
    public void A_file_below_the_working_directory_is_named_from_there_and_any_other_as_given()
    {
        var name = "origins-" + Guid.NewGuid();
        Directory.CreateDirectory(name);
        try
        {
            File.WriteAllText(name + "/a.csv", "1,2,0\n");
            var path = Folder.Path + "/origins.tsv";
            using (var origins = new OriginsFile(path))
                Assert.Null(Run($$"""epochs = 1, shuffle.mode = rows, files.paths = ["{{Path.GetFullPath(name)}}/a.csv", "{{Folder.Path}}/0.csv"]""", origins).Failure);

            Assert.Equal([Folder.Path + "/0.csv", name + "/a.csv"], File.ReadLines(path).Select(l => l.Split('\t')[3]).Distinct().Order());
        }
        finally
        {
            Directory.Delete(name, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_a_file_error_with_its_path()
    {
        var error = Assert.Throws<PipelineException>(() => new OriginsFile(Folder.Path + "/none/origins.tsv"));

        Assert.Equal((FailureKind.File, $"{Folder.Path}/none/origins.tsv: the folder is not there"), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(115)]
    public void It_goes_on_behind_a_step_and_drops_what_is_later(int step)
    {
        var path = Folder.Path + "/origins.tsv";
        using (var origins = new OriginsFile(path))
            Run("", origins);
        var lines = File.ReadAllLines(path);
        using (new OriginsFile(path, step))
        {
            // nothing comes
        }

        Assert.Equal(lines.Take(Math.Min(7 * step, lines.Length)), File.ReadAllLines(path));
        using (var origins = new OriginsFile(path, fromStep: 0))
            Run("", origins);
        Assert.Equal(lines, File.ReadAllLines(path));
    }

    [Fact]
    public void A_line_that_was_being_written_when_the_process_died_is_dropped_wherever_it_ends()
    {
        const string Kept = "1\t0\t0\tä.csv\t0\t1\n1\t1\t0\tä.csv\t10\t2\n", Next = "12\t0\t0\tä.csv\t20\t3\n";
        for (var length = 0; length <= Next.Length; length++)
        {
            var path = Folder.Write("origins.tsv", Kept + Next[..length]);
            using (new OriginsFile(path, fromStep: 1))
            {
                // nothing comes
            }

            Assert.Equal(Kept, File.ReadAllText(path));
        }
    }

    [Fact]
    public void Without_a_step_what_is_there_is_replaced_and_where_nothing_is_there_it_begins()
    {
        var path = Folder.Write("origins.tsv", "1\t0\t0\ta.csv\t0\t1\n");
        new OriginsFile(path).Dispose();
        Assert.Equal("", File.ReadAllText(path));

        File.Delete(path);
        new OriginsFile(path, fromStep: 5).Dispose();
        Assert.Equal("", File.ReadAllText(path));
    }

    [Fact]
    public void All_that_a_checkpoint_stands_behind_is_in_the_file()
    {
        var path = Folder.Path + "/origins.tsv";
        using var origins = new OriginsFile(path);
        var seen = 0;
        Assert.Null(Run("epochs = 1", origins, new Seen(batch =>
        {
            origins.Save(Stream.Null);
            seen += batch.Count;
            Assert.Equal(seen, File.ReadLines(path).Count());
            Assert.EndsWith("\n", File.ReadAllText(path));
        })).Failure);
        Assert.Equal(Files * RowsOfAFile, seen);
    }
}
