using System.Globalization;
using System.Runtime.CompilerServices;

namespace ActorPipeline.Formats.Csv;

/// <summary>
/// Decimal text -> the nearest float32. Up to 15 digits with a point among them are one exact division of doubles, rounded
/// once more to float; the rare double that lies at the midpoint of two floats, and all other text, goes to
/// <see cref="float.TryParse(ReadOnlySpan{byte}, NumberStyles, IFormatProvider, out float)"/>.
/// </summary>
internal static class FloatText
{
    private const int MaxDigits = 15; // 10^15 < 2^53: the digits are an exact double, and so is the power of ten

    private static ReadOnlySpan<double> PowersOfTen => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads one number: an optional sign, digits with at most one point, an optional exponent; nothing else.</summary>
    /// <returns>False where the text is not a number, or not a finite float32.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = 0;
        // The runtime takes trailing zero bytes for nothing; in a file they are damage.
        return text is not [.., 0] && float.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }

    /// <summary>
    /// Reads a plain number, without an exponent, that ends at a delimiter or at the end of the record, and steps over the
    /// delimiter. False, and nothing is stepped over, where the field is anything else.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="delimiter">What ends the field.</param>
    /// <param name="next">Where the field starts; then where the next one does.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadPlain(ReadOnlySpan<byte> record, byte delimiter, ref int next, out float value)
    {
        value = 0;
        var i = next;
        var negative = i < record.Length && record[i] == '-';
        if (negative)
            i++;
        var first = i;
        var point = -1;
        var digits = 0L;
        for (; i < record.Length; i++)
        {
            var digit = (uint)(record[i] - '0');
            if (digit <= 9)
                digits = digits * 10 + digit;
            else if (record[i] == '.' && point < 0)
                point = i;
            else
                break;
        }
        var count = i - first - (point < 0 ? 0 : 1);
        if ((uint)(count - 1) >= MaxDigits || (i < record.Length && record[i] != delimiter))
            return false;
        var exact = digits / PowersOfTen[point < 0 ? 0 : i - point - 1];
        if (MayRoundTwice(exact))
            return false;
        value = (float)(negative ? -exact : exact);
        next = i + 1;
        return true;
    }

    // A double halfway between two floats has exactly one half in its lower 29 bits; rounding it again could go the wrong way.
    // Fifteen digits never reach the subnormal floats, where the halfway bit lies elsewhere.
    private static bool MayRoundTwice(double value) => (BitConverter.DoubleToInt64Bits(value) & 0x1FFFFFFF) == 0x10000000;
}
