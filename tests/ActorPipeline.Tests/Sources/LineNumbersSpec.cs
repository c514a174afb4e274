using System.Text;
using ActorPipeline.Sources;

namespace ActorPipeline.Tests.Sources;

public sealed class LineNumbersSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_number_of_a_line_is_one_more_than_the_line_ends_before_it_asked_in_any_order()
    {
        var random = new Random(4);
        var text = new StringBuilder();
        var starts = new List<int>();
        while (text.Length < 300_000)
        {
            starts.Add(text.Length);
            text.Append('x', random.Next(50)).Append('\n');
        }
        var file = _folder.DataFile("lines.txt", text.ToString());
        var numbers = new LineNumbers(file);
        var lines = Enumerable.Range(0, starts.Count).ToArray();
        random.Shuffle(lines);

        foreach (var line in lines.Take(2000))
            Assert.Equal(line + 1, numbers.At(starts[line]));
        Assert.Equal(starts.Count, LineNumbers.At(file, starts[^1]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    public void Empty_lines_and_carriage_returns_count(int offset, int number) =>
        Assert.Equal(number, LineNumbers.At(_folder.DataFile("lines.txt", "\n\r\n\nx"), offset));
}
