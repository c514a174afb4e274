using ActorPipeline.Consuming;
using ActorPipeline.Flow;
using ActorPipeline.Tests.Supervision;

namespace ActorPipeline.Tests.Consuming;

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
                Assert.Null(Run($$"""epochs = 1, files.shuffle = off, files.paths = ["{{Path.GetFullPath(name)}}/a.csv", "{{Folder.Path}}/0.csv"]""", origins).Failure);

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
}
