using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats.Csv;

namespace ActorPipeline.Tests.Formats.Csv;

public class CsvFormatSpec
{
    [Theory]
    [InlineData("1,2,3", -1, new int[0], new[] { 0, 1, 2 })]
    [InlineData("1,2,3", -3, new int[0], new[] { 2, 0, 1 })]
    [InlineData("1,2,3", 1, new int[0], new[] { 0, 2, 1 })]
    [InlineData("1,2,3,4", -1, new[] { 1, 3 }, new[] { -1, 0, -1, 1 })]
    [InlineData("1,2,3,4", 0, new[] { 0, 1, 2 }, new[] { 2, 0, 1, -1 })]
    [InlineData("\"1,5\",2", -1, new int[0], new[] { 0, 1 })]
    [InlineData(",", -1, new int[0], new[] { 0, 1 })]
    public void The_label_is_the_last_of_the_row_and_the_features_keep_their_order(string record, int label, int[] columns, int[] targets)
    {
        var schema = (CsvSchema)Format(label, columns).SchemaOf(Encoding.ASCII.GetBytes(record));

        Assert.Equal(targets, schema.Targets);
        Assert.Equal(RowLayout.Numbers(targets.Count(t => t >= 0) - 1), schema.Layout);
    }

    [Theory]
    [InlineData("1,2,3", 3, new int[0], "decoder.label-column")]
    [InlineData("1,2,3", -4, new int[0], "decoder.label-column")]
    [InlineData("1,2,3", 2, new[] { 2, 3 }, "decoder.select-columns")]
    [InlineData("1,2,3", 2, new[] { 0, 1 }, "decoder.select-columns")]
    [InlineData("1", 0, new int[0], "No feature is left")]
    [InlineData("1,2", 1, new[] { 1 }, "No feature is left")]
    public void Columns_that_the_first_record_does_not_have_are_a_settings_error(string record, int label, int[] columns, string text)
    {
        var error = Assert.Throws<PipelineException>(() => Format(label, columns).SchemaOf(Encoding.ASCII.GetBytes(record)));

        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.Contains(text, error.Message);
    }

    private static CsvFormat Format(int label, int[] columns) => new((byte)',', Quoted: true, [], null, columns, label);
}
