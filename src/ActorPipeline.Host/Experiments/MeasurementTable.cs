using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorPipeline.Host.Experiments;

/// <summary>
/// Measurements side by side: a table, then their times as bars. The ratio says how many times as fast as the first each is; waiting, for
/// which share of the time the trainer was in no step.
/// </summary>
internal static class MeasurementTable
{
    private const int BarLength = 50;

    private static readonly string[] _head = ["experiment", "seconds", "ratio", "CPU s", "steps", "rows/s", "waiting", "final loss"];

    /// <summary>For files and pipes: plain lines in columns.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<Measurement> measurements)
    {
        string[][] rows = [_head, .. measurements.Select(m => Cells(m, measurements[0]))];
        var widths = _head.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        var longest = measurements.Max(m => m.Time);
        return
        [
            .. rows.Select(row => string.Join("  ", row.Select((cell, column) => Pad(cell, column)))),
            "",
            .. measurements.Select(m => $"{Pad(m.Name, 0)}  {Bar(m.Time / longest)} {Seconds(m.Time)} s"),
        ];

        string Pad(string cell, int column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);
    }

    /// <summary>For terminals.</summary>
    public static IRenderable Draw(IReadOnlyList<Measurement> measurements)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns([.. _head.Select((name, column) => column == 0 ? new TableColumn(name) : new TableColumn(name).RightAligned())]);
        foreach (var measurement in measurements)
            table.AddRow([.. Cells(measurement, measurements[0]).Select(Markup.Escape)]);
        var bars = new BarChart { Width = BarLength + _head[0].Length + 12 };
        bars.UseValueFormatter((seconds, _) => $"{seconds:F2} s");
        foreach (var measurement in measurements)
            bars.AddItem(Markup.Escape(measurement.Name), measurement.Time.TotalSeconds, Color.SteelBlue);
        return new Rows(table, bars);
    }

    private static string[] Cells(Measurement m, Measurement first) =>
    [
        m.Name, Seconds(m.Time), $"{m.RatioTo(first):F2}", Seconds(m.Processor), $"{m.Steps}", $"{m.RowsPerSecond:F0}", $"{m.Waiting:P0}",
        $"{m.FinalLoss:F6}",
    ];

    private static string Bar(double share) => new('#', Math.Max(1, (int)Math.Round(BarLength * share)));

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:F2}";
}
