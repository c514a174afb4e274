using System.Text;
using ActorPipeline.Formats;

namespace ActorPipeline.Tests.Formats;

public class LineTextSpec
{
    [Theory]
    [InlineData("1,2", true, "1,2")]
    [InlineData("\uFEFF1,2\r", true, "1,2")]
    [InlineData("\uFEFF1,2", false, "\uFEFF1,2")]
    [InlineData("1,2\r", false, "1,2")]
    [InlineData("1,\r2\r\r", false, "1,\r2\r")]
    [InlineData("\r", false, "")]
    [InlineData("", true, "")]
    public void Only_the_mark_that_starts_a_file_and_the_last_carriage_return_are_no_part_of_a_record(string line, bool startsFile, string record) =>
        Assert.Equal(record, Encoding.UTF8.GetString(LineText.Trim(Encoding.UTF8.GetBytes(line), startsFile)));
}
