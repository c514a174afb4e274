using ActorPipeline.Host.Experiments;
using Spectre.Console;
using static ActorPipeline.Host.Tests.Experiments.ExperimentSeriesSpec;

namespace ActorPipeline.Host.Tests.Experiments;

public sealed class MeasurementTableSpec
{
    private static readonly Measurement[] _measurements =
        [Sample(2.5, 1, "step by step"), Sample(1.25, 1.2, "queue"), Sample(0.001, 0.0005, "[x]")];

    [Fact]
    public void Plain_lines_are_a_table_and_bars() => Assert.Equal(
        [
            "experiment    seconds    ratio  CPU s  steps   rows/s  waiting  final loss",
            "step by step     2.50     1.00   1.25     10      400     60 %    0.500000",
            "queue            1.25     2.00   1.25     10      800      4 %    0.500000",
            "[x]              0.00  2500.00   1.25     10  1000000     50 %    0.500000",
            "",
            "step by step  ################################################## 2.50 s",
            "queue         ######################### 1.25 s",
            "[x]           # 0.00 s",
        ], MeasurementTable.Lines(_measurements));

    [Fact]
    public void A_terminal_shows_the_same_cells_and_bars()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 120;
        console.Write(MeasurementTable.Draw(_measurements));
        var cells = MeasurementTable.Lines(_measurements).TakeWhile(line => line.Length > 0)
            .SelectMany(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.All(cells, cell => Assert.Contains($" {cell} ", text.ToString()));
        Assert.Matches(@"(?m)^ *queue  █+ 1\.25 s", text.ToString());
    }
}
