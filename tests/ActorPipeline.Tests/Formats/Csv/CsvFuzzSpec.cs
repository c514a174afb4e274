using System.Globalization;
using ActorPipeline.Formats.Csv;

namespace ActorPipeline.Tests.Formats.Csv;

public class CsvFuzzSpec
{
    private const string Noise = "0123456789.,;|-+eE\" \t\rxN/";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Any_text_is_decoded_as_the_slow_and_plain_oracle_decodes_it(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < TestCount.Of(3000, 60_000); i++)
        {
            var columns = random.Next(2, 6);
            var format = RandomFormat(random, columns);
            var offset = random.Next(2) * random.Next(1000);
            var text = (offset == 0 && random.Next(2) == 0 ? "\uFEFF" : "") + RandomText(random, format, columns);

            var expected = CsvOracle.Decode(format, columns, text, offset);
            var actual = Decoded.Of(format, columns, text, offset);

            var where = $"seed {seed}, text {i}: '{text}'";
            Assert.True(expected.Bad.SequenceEqual(actual.Bad), $"{where}\n{string.Join('\n', expected.Bad)}\n-\n{string.Join('\n', actual.Bad)}");
            Assert.True(expected.Rows.SelectMany(r => r).SequenceEqual(actual.Rows.SelectMany(r => r)), where);
            Assert.True(expected.Offsets.SequenceEqual(actual.Offsets), where);
            Assert.True(expected.BlankLines == actual.BlankLines, where);
        }
    }

    private static CsvFormat RandomFormat(Random random, int columns)
    {
        var label = random.Next(columns);
        int[] selected = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, columns).Where(c => c == label || random.Next(2) == 0)];
        if (selected.Length == 1)
            selected = [];
        return new CsvFormat((byte)",;\t"[random.Next(3)], random.Next(3) > 0, [.. new[] { ""u8.ToArray(), "N"u8.ToArray(), "-9"u8.ToArray() }[random.Next(3)]],
            random.Next(2) == 0 ? null : 7.5f, selected, random.Next(2) == 0 ? label : label - columns);
    }

    // Mostly what it should be, so that the rare flaw stands in good company.
    private static string RandomText(Random random, CsvFormat format, int columns)
    {
        var lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
        var lines = Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(12) switch
        {
            0 => "",
            1 => Garbage(random),
            _ => string.Join((char)format.Delimiter, Enumerable.Range(0, columns + (random.Next(10) == 0 ? random.Next(-1, 3) : 0)).Select(_ => RandomField(random))),
        });
        return string.Join(lineEnd, lines) + (random.Next(3) == 0 ? "" : lineEnd);
    }

    private static string RandomField(Random random)
    {
        var number = random.Next(3) switch
        {
            0 => random.Next(-20, 20).ToString(CultureInfo.InvariantCulture),
            1 => random.NextSingle().ToString("R", CultureInfo.InvariantCulture),
            _ => (random.NextDouble() * 1e6).ToString("E3", CultureInfo.InvariantCulture),
        };
        return random.Next(24) switch
        {
            0 => "",
            1 => "N",
            2 => "-9",
            3 => $"\"{number}\"",
            4 => "\"\"",
            5 => $" {number}\t",
            6 => $"\" {number} \"",
            7 => Garbage(random),
            8 => $"\"{Garbage(random)}\"",
            _ => number,
        };
    }

    private static string Garbage(Random random) => string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Noise[random.Next(Noise.Length)]));
}
