using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Numbers with a unit: durations and sizes.</summary>
internal static class HoconUnits
{
    public static TimeSpan ParseTimeSpan(string? text, bool allowInfinite)
    {
        ArgumentNullException.ThrowIfNull(text, "input");
        if (allowInfinite && text.Equals("infinite", StringComparison.OrdinalIgnoreCase)) return Timeout.InfiniteTimeSpan;

        var unit = UnitStart(text);
        if (TicksPer(text[unit..]) is { } ticksPer && TryParseFraction(text.AsSpan(0, unit).TrimEnd(), out var number))
        {
            // As in Akka.NET: nanoseconds are rounded, all else is cut off.
            var ticks = ticksPer < 1 ? Math.Round(number * ticksPer) : number * ticksPer;
            return TimeSpan.FromTicks(checked((long)ticks));
        }

        var milliseconds = double.Parse(text, CultureInfo.InvariantCulture);
        return milliseconds < 0
            ? throw new FormatException($"Expected a positive value instead of {text}")
            : TimeSpan.FromMilliseconds(milliseconds);
    }

    public static long? ParseByteSize(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var unit = UnitStart(text);
        return checked(long.Parse(text.AsSpan(0, unit), NumberFormatInfo.InvariantInfo) * BytesPer(text[unit..]));
    }

    private static int UnitStart(string text)
    {
        var start = text.Length;
        while (start > 0 && char.IsAsciiLetter(text[start - 1])) start--;
        return start;
    }

    /// <summary>Digits, and more digits behind a point; no sign, no exponent.</summary>
    private static bool TryParseFraction(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        return text.Length > 0 && text[0] != '.' && text[^1] != '.'
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static double? TicksPer(string unit) => unit switch
    {
        "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 1.0 / TimeSpan.NanosecondsPerTick,
        "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
        "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => null
    };

    private static long BytesPer(string unit) => unit switch
    {
        "" or "b" or "B" or "byte" or "bytes" => 1,
        "kB" or "kilobyte" or "kilobytes" => 1_000,
        "MB" or "megabyte" or "megabytes" => 1_000_000,
        "GB" or "gigabyte" or "gigabytes" => 1_000_000_000,
        "TB" or "terabyte" or "terabytes" => 1_000_000_000_000,
        "PB" or "petabyte" or "petabytes" => 1_000_000_000_000_000,
        "EB" or "exabyte" or "exabytes" => 1_000_000_000_000_000_000,
        "k" or "K" or "Ki" or "KiB" or "kibibyte" or "kibibytes" => 1L << 10,
        "m" or "M" or "Mi" or "MiB" or "mebibyte" or "mebibytes" => 1L << 20,
        "g" or "G" or "Gi" or "GiB" or "gibibyte" or "gibibytes" => 1L << 30,
        "t" or "T" or "Ti" or "TiB" or "tebibyte" or "tebibytes" => 1L << 40,
        "p" or "P" or "Pi" or "PiB" or "pebibyte" or "pebibytes" => 1L << 50,
        "e" or "E" or "Ei" or "EiB" or "exbibyte" or "exbibytes" => 1L << 60,
        _ => throw new FormatException($"{unit} is not a valid byte size suffix")
    };
}
