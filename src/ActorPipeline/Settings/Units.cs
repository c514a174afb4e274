using System.Globalization;

namespace ActorPipeline.Settings;

/// <summary>Numbers with a unit: sizes and durations.</summary>
internal static class Units
{
    // The first name of each is the one that is written.
    private static readonly (string[] Names, long Bytes)[] _sizes =
    [
        (["TiB", "T", "t"], 1L << 40), (["TB"], 1_000_000_000_000), (["GiB", "G", "g"], 1 << 30), (["GB"], 1_000_000_000),
        (["MiB", "M", "m"], 1 << 20), (["MB"], 1_000_000), (["KiB", "K", "k"], 1 << 10), (["kB"], 1000), (["B", "b", ""], 1),
    ];

    private static readonly (string[] Names, long Ticks)[] _durations =
    [
        (["d"], TimeSpan.TicksPerDay), (["h"], TimeSpan.TicksPerHour), (["m"], TimeSpan.TicksPerMinute), (["s"], TimeSpan.TicksPerSecond),
        (["ms"], TimeSpan.TicksPerMillisecond), (["us"], TimeSpan.TicksPerMicrosecond), (["ticks"], 1),
    ];

    /// <summary>Bytes; null: it is no whole number of them, or one of more than 2^62.</summary>
    public static long? ReadSize(string text) => Read(text, _sizes);

    /// <summary>A duration; null: it is none, or one of more than 14,000 years.</summary>
    public static TimeSpan? ReadDuration(string text) => Read(text, _durations) is { } ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>A size in the largest unit of which it is a whole number.</summary>
    public static string Write(long bytes) => Write(bytes, _sizes);

    /// <summary>A duration in the largest unit of which it is a whole number.</summary>
    public static string Write(TimeSpan duration) => Write(duration.Ticks, _durations);

    private static long? Read(string text, (string[] Names, long Factor)[] units)
    {
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        var unit = units.SingleOrDefault(u => u.Names.Contains(text[end..].Trim())).Factor;
        return unit > 0
            && decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) < (1L << 62) / unit && decimal.IsInteger(number * unit)
            ? (long)(number * unit)
            : null;
    }

    private static string Write(long number, (string[] Names, long Factor)[] units)
    {
        var (names, factor) = units.First(unit => number % unit.Factor == 0);
        return $"{number / factor}{names[0]}";
    }
}
