using System.Globalization;
using System.Runtime.CompilerServices;

namespace ActorPipeline.Decoding;

/// <summary>
/// Decimal text -> the nearest float32. Up to 15 digits with a small exponent are one exact division or product of doubles,
/// rounded once more to float; the rare double that lies at the midpoint of two floats, and all other text, goes to
/// <see cref="float.TryParse(ReadOnlySpan{byte}, NumberStyles, IFormatProvider, out float)"/>.
/// </summary>
internal static class FloatText
{
    private const int MaxDigits = 15; // 10^15 < 2^53: the digits are an exact double

    private static ReadOnlySpan<double> PowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads one number: an optional sign, digits with at most one point, an optional exponent; nothing else.</summary>
    /// <returns>False where the text is not a number, or not a finite float32.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        var i = text is [(byte)'-' or (byte)'+', ..] ? 1 : 0;
        var digits = 0L;
        var first = i;
        uint digit;
        while (i < text.Length && (digit = (uint)(text[i] - '0')) <= 9)
        {
            digits = digits * 10 + digit;
            i++;
        }
        var count = i - first;
        var decimals = 0;
        if (i < text.Length && text[i] == '.')
        {
            first = ++i;
            while (i < text.Length && (digit = (uint)(text[i] - '0')) <= 9)
            {
                digits = digits * 10 + digit;
                i++;
            }
            decimals = i - first;
            count += decimals;
        }
        if (i == text.Length && count is > 0 and <= MaxDigits)
        {
            var exact = digits / PowersOfTen[decimals];
            if (!IsMidpoint(exact))
            {
                value = (float)(text[0] == '-' ? -exact : exact);
                return true;
            }
        }
        return TryParseSlowly(text, out value);
    }

    // A double halfway between two floats has its lower 29 bits at exactly one half; rounding it again could go the wrong way.
    // Below the normal floats the halfway bit lies elsewhere, so all of those take the slow way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsMidpoint(double value) =>
        (BitConverter.DoubleToInt64Bits(value) & 0x1FFFFFFF) == 0x10000000 || (value < 1.17549435e-38 && value != 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryParseSlowly(ReadOnlySpan<byte> text, out float value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return float.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }
}
