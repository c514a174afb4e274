using ActorPipeline.Memory;

namespace ActorPipeline.Host.Generating;

/// <summary>
/// Draws from a standard normal distribution by Marsaglia's polar method. It uses nothing but operations that IEEE 754 defines
/// exactly, and so gives the same bits on every machine; the logarithm of a C library does not.
/// </summary>
internal sealed class NormalDistribution(Xoshiro256 random)
{
    private double? _spare;

    /// <summary>The next number.</summary>
    public double Next()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }
        while (true)
        {
            var (x, y) = (2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);
            var square = x * x + y * y;
            if (square is >= 1 or 0)
                continue;
            var scale = Math.Sqrt(-2 * Log(square) / square);
            _spare = y * scale;
            return x * scale;
        }
    }

    /// <summary>The natural logarithm of a normal number above zero, with an error of a few units of the 15th digit.</summary>
    internal static double Log(double value)
    {
        const double Ln2 = 0.693147180559945309;
        const double SqrtHalf = 0.707106781186547524;
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) - 1022;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000f_ffff_ffff_ffff) | 0x3fe0_0000_0000_0000); // in [1/2, 1)
        if (mantissa < SqrtHalf)
        {
            mantissa *= 2;
            exponent--;
        }
        // ln m = 2 artanh((m - 1) / (m + 1)), whose series has terms below 1e-16 from s^21 on, as |s| < 0.172.
        var s = (mantissa - 1) / (mantissa + 1);
        var t = s * s;
        var series = 0.0;
        for (var n = 19; n >= 1; n -= 2)
            series = series * t + 1.0 / n;
        return exponent * Ln2 + 2 * s * series;
    }
}
