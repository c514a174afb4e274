using ActorPipeline.Formats;
using ActorPipeline.Formats.Csv;

namespace ActorPipeline.Tests.Formats.Csv;

public class CsvDecoderSpec
{
    private static readonly CsvFormat _csv = new((byte)',', Quoted: true, [], Default: null, [], LabelColumn: -1);

    [Fact]
    public void Rows_are_the_features_then_the_label_with_the_offsets_of_their_lines()
    {
        var decoded = Decoded.Of(_csv with { LabelColumn = 0 }, 3, "1,2,3\n4,5,6\n", offset: 100);

        Assert.Equal([[2, 3, 1], [5, 6, 4]], decoded.Rows);
        Assert.Equal([100, 106], decoded.Offsets);
        Assert.Empty(decoded.Bad);
    }

    [Theory]
    [InlineData("1,2\n3,4")]
    [InlineData("1,2\r\n3,4\r\n")]
    [InlineData("\uFEFF1,2\n3,4\n")]
    [InlineData("\"1\",\"2\"\n\"3\",4\n")]
    [InlineData(" 1 ,2\t\n\" 3 \", 4\n")]
    public void Line_ends_marks_quotes_and_blanks_around_a_number_do_not_matter(string text) =>
        Assert.Equal([[1, 2], [3, 4]], Decoded.Of(_csv, 2, text).Rows);

    [Fact]
    public void A_mark_counts_only_at_the_start_of_the_file()
    {
        Assert.Equal([0], Decoded.Of(_csv, 2, "\uFEFF1,2\n").Offsets);
        Assert.Equal((1, "expected a number in column 0, found '\uFEFF1'"), Flaw(_csv, 2, "\uFEFF1,2\n", offset: 7));
    }

    [Fact]
    public void Blank_lines_are_left_out_and_counted()
    {
        var decoded = Decoded.Of(_csv, 2, "\n1,2\n\r\n\n3,4\n\r\n");

        Assert.Equal([[1, 2], [3, 4]], decoded.Rows);
        Assert.Equal([1, 8], decoded.Offsets);
        Assert.Equal(4, decoded.BlankLines);
    }

    [Theory]
    [InlineData("1,2\n", 4, "expected 3 fields, found 2")]
    [InlineData("1\r\n", 2, "expected 3 fields, found 1")]
    [InlineData("1,2,3,4\n", 7, "expected 3 fields, found 4")]
    [InlineData("1,2,3,\n", 7, "expected 3 fields, found 4")]
    [InlineData("1,2,3,4,5", 7, "expected 3 fields, found 5")]
    [InlineData("1,2,3,\"4,5\",6", 7, "expected 3 fields, found 5")]
    [InlineData("\"1,2\",2\n", 1, "expected a number in column 0, found '\"1,2\"'")]
    [InlineData("1,abc,3\n", 3, "expected a number in column 1, found 'abc'")]
    [InlineData("1,2,1e99\n", 5, "expected a number in column 2, found '1e99'")]
    [InlineData("1,nan,3\n", 3, "expected a number in column 1, found 'nan'")]
    [InlineData("1,\"2,3\n", 3, "expected a number in column 1, found '\"2,3'")]
    [InlineData("1,\"2\"x,3\n", 3, "expected a number in column 1, found '\"2\"x'")]
    [InlineData("1,\"2\"\"3\",3\n", 3, "expected a number in column 1, found '\"2\"\"3\"'")]
    [InlineData("1,\",3\n", 3, "expected a number in column 1, found '\",3'")]
    [InlineData("1,,3\n", 3, "expected a number in column 1, found an empty field (decoder.default-value is required)")]
    [InlineData("1,\"\",3\n", 3, "expected a number in column 1, found an empty field (decoder.default-value is required)")]
    [InlineData("1, ,3\n", 3, "expected a number in column 1, found an empty field (decoder.default-value is required)")]
    [InlineData("1,2,\n", 5, "expected a number in column 2, found an empty field (decoder.default-value is required)")]
    [InlineData("1,0123456789012345678901234567890123456789x,3\n", 3, "expected a number in column 1, found '0123456789012345678901234567890123456789...'")]
    public void A_bad_record_is_left_out_with_the_column_of_its_flaw(string record, int column, string reason)
    {
        var decoded = Decoded.Of(_csv, 3, "1,2,3\n" + record, offset: 50);

        Assert.Single(decoded.Rows);
        Assert.Equal(new Flaw(56, column, reason), Assert.Single(decoded.Bad));
    }

    [Fact]
    public void The_column_of_a_flaw_counts_the_bytes_of_a_mark() =>
        Assert.Equal((6, "expected a number in column 1, found 'x'"), Flaw(_csv, 2, "\uFEFF1,x\n", offset: 0));

    [Theory]
    [InlineData("-999,,\"-999\", -999 \n")]
    [InlineData("\"\",\" \",-999,\n")]
    public void A_missing_field_is_the_default_even_where_its_text_is_a_number(string record) =>
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], Decoded.Of(_csv with { Default = 0.5f, MissingText = "-999"u8.ToArray() }, 4, record).Rows.Single());

    [Fact]
    public void A_missing_field_without_a_default_is_a_bad_record_even_where_its_text_is_a_number() =>
        Assert.Equal((3, "expected a number in column 1, found an empty field (decoder.default-value is required)"),
            Flaw(_csv with { MissingText = "-999"u8.ToArray() }, 2, "1,-999\n"));

    [Fact]
    public void Quotes_are_text_where_fields_are_not_quoted() =>
        Assert.Equal((1, "expected a number in column 0, found '\"1\"'"), Flaw(_csv with { Quoted = false }, 2, "\"1\",2\n"));

    [Fact]
    public void Columns_that_are_not_selected_may_hold_anything_but_must_be_there()
    {
        var format = _csv with { Columns = [0, 3], LabelColumn = 3 };

        Assert.Equal([[1, 4], [5, 8]], Decoded.Of(format, 4, "1,x,,4\n5,\"a,b\",\"\",8\n").Rows);
        Assert.Equal((6, "expected 4 fields, found 3"), Flaw(format, 4, "1,x,4\n1,x,x,4\n"));
        Assert.Equal((9, "expected 4 fields, found 5"), Flaw(format, 4, "1,x,x,4,5\n1,x,x,4\n"));
    }

    [Theory]
    [InlineData("1,2\n1,2\nx\n", 2)]
    [InlineData("1,2\n1,2\n1,2", 3)]
    [InlineData("1,2\n1,2\n1,2\n1", 3)]
    public void The_memory_for_a_block_is_enough_for_its_rows_and_a_bad_record_behind_them(string text, int rows) =>
        Assert.Equal(rows, Decoded.Of(_csv, 2, text).Rows.Count);

    [Fact]
    public void The_memory_for_a_block_is_enough_for_rows_of_empty_fields()
    {
        Assert.Equal(1000, Decoded.Of(_csv with { Default = 0 }, 2, Repeat(",\n")).Rows.Count);
        Assert.Equal(1000, Decoded.Of(_csv with { Columns = [0, 3], LabelColumn = 3 }, 4, Repeat("1,,,4\n")).Rows.Count);
    }

    private static string Repeat(string line) => string.Concat(Enumerable.Repeat(line, 1000));

    private static (int Column, string Reason) Flaw(CsvFormat format, int columns, string text, long offset = 0)
    {
        var bad = Assert.Single(Decoded.Of(format, columns, text, offset).Bad);
        return (bad.Column, bad.Reason);
    }
}
