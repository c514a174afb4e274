using System.Globalization;
using System.Text;
using ActorPipeline.Formats.Csv;

namespace ActorPipeline.Tests.Formats.Csv;

public class FloatTextSpec
{
    private const int Texts = 20_000;

    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    [Theory]
    [InlineData("shortest")]
    [InlineData("fixed")]
    [InlineData("double")]
    [InlineData("digits")]
    [InlineData("exponent")]
    [InlineData("subnormal")]
    [InlineData("midpoint, exactly")]
    [InlineData("midpoint, nearly")]
    [InlineData("midpoint in 15 digits")]
    public void Any_number_is_the_float_that_the_runtime_reads_bit_for_bit(string shape)
    {
        var random = new Random(11);
        for (var i = 0; i < Texts; i++)
        {
            var text = RandomNumber(shape, random);
            var expected = float.Parse(text, NumberStyles.Float, _culture);
            var read = Read(text, out var value);

            Assert.True(read == float.IsFinite(expected), text);
            if (read)
                Assert.True(BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(value), $"{text}: {value:R} instead of {expected:R}");
        }
    }

    [Theory]
    [InlineData("0", 0f)]
    [InlineData("-0", -0f)]
    [InlineData("+1", 1f)]
    [InlineData("1.", 1f)]
    [InlineData(".5", .5f)]
    [InlineData("-.5e1", -5f)]
    [InlineData("1E-2", .01f)]
    [InlineData("000000000000000000000000001.5", 1.5f)]
    [InlineData("16777217", 16777216f)]
    [InlineData("16777217.0000001", 16777218f)]
    [InlineData("1e-400", 0f)]
    [InlineData("3.4028235e38", float.MaxValue)]
    public void Numbers_are_read(string text, float value)
    {
        Assert.True(Read(text, out var read));
        Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("e5")]
    [InlineData(".e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5.5")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("--1")]
    [InlineData("+-1")]
    [InlineData("1-")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("1f")]
    [InlineData("$1")]
    [InlineData("(1)")]
    [InlineData("1_000")]
    [InlineData("1\0")]
    [InlineData("1.5e3\0\0")]
    [InlineData("\u0661")]
    [InlineData("\u22121")]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("\u221E")]
    [InlineData("1e39")]
    [InlineData("-340282356779733661637539395458142568448")]
    public void What_is_no_finite_number_is_refused(string text) =>
        Assert.False(Read(text, out _));

    [Theory]
    [InlineData("12.5,7", 5)]
    [InlineData("12.5", 5)]
    [InlineData("-0.00000000000001,7", 18)]
    [InlineData("123456789012345,7", 16)]
    public void A_plain_number_is_read_in_one_pass_and_its_delimiter_stepped_over(string record, int next)
    {
        var at = 0;
        Assert.True(FloatText.TryReadPlain(Encoding.ASCII.GetBytes(record), (byte)',', ref at, out _));
        Assert.Equal(next, at);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",7")]
    [InlineData("1e5,7")]
    [InlineData("+1,7")]
    [InlineData("1;7")]
    [InlineData("1.2.3")]
    [InlineData("1234567890123456,7")]
    [InlineData("16777217,7")]
    public void Where_anything_else_stands_nothing_is_stepped_over(string record)
    {
        var at = 0;
        Assert.False(FloatText.TryReadPlain(Encoding.ASCII.GetBytes(record), (byte)',', ref at, out _));
        Assert.Equal(0, at);
    }

    // As a decoder does it: a plain number in one pass, or any number.
    private static bool Read(string text, out float value)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var next = 0;
        return (FloatText.TryReadPlain(bytes, (byte)';', ref next, out value) && next == bytes.Length + 1) || FloatText.TryParse(bytes, out value);
    }

    private static string RandomNumber(string shape, Random random) => shape switch
    {
        "shortest" => RandomFloat(random).ToString("R", _culture),
        "fixed" => (random.NextDouble() * Math.Pow(10, random.Next(-5, 10)) * (random.Next(2) * 2 - 1)).ToString($"F{random.Next(12)}", _culture),
        "double" => BitConverter.Int64BitsToDouble(random.NextInt64()) is var d && double.IsFinite(d) ? d.ToString("R", _culture) : "0",
        "digits" => Digits(random, random.Next(1, 30)) + (random.Next(2) == 0 ? "" : "." + Digits(random, random.Next(0, 60))),
        "exponent" => $"{Digits(random, 1)}.{Digits(random, random.Next(1, 20))}{"eE"[random.Next(2)]}{random.Next(-60, 60)}",
        "subnormal" => BitConverter.Int32BitsToSingle(random.Next(0x00800010)).ToString(random.Next(2) == 0 ? "R" : "E20", _culture),
        "midpoint, exactly" => Midpoint(random).ToString("F150", _culture),
        "midpoint, nearly" => Midpoint(random).ToString("F150", _culture) + "1",
        "midpoint in 15 digits" => ShortMidpoint(random),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    private static float RandomFloat(Random random)
    {
        var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return float.IsFinite(value) ? value : 0;
    }

    private static string Digits(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(10)));

    // Halfway between two neighbouring floats, which a double holds exactly.
    private static double Midpoint(Random random)
    {
        var below = Math.Abs(RandomFloat(random)) % 1e9f;
        return ((double)below + MathF.BitIncrement(below)) / 2;
    }

    // So near to the midpoint that the double read from it is the midpoint, but not the midpoint itself: to round twice goes wrong.
    private static string ShortMidpoint(Random random)
    {
        while (true)
        {
            var below = (float)(random.NextDouble() * Math.Pow(10, random.Next(-3, 12)));
            var text = (((double)below + MathF.BitIncrement(below)) / 2).ToString("G15", _culture);
            if (!text.Contains('E'))
                return text;
        }
    }
}
