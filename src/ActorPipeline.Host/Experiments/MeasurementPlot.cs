using System.Xml.Linq;

namespace ActorPipeline.Host.Experiments;

/// <summary>
/// Measurements as a picture: a bar for each, its length the time, its first part the time in steps and its second the time between
/// them. The colours are readable on light and dark grounds; there is no ground of its own.
/// </summary>
internal static class MeasurementPlot
{
    private const int Width = 760;
    private const int Left = 24;
    private const int BarsWidth = 560; // what is left over on the right is for the numbers at their ends
    private const int Top = 96;
    private const int RowHeight = 58;
    private const int BarHeight = 22;

    private const string Style = """
        text { font: 13px system-ui, sans-serif }
        text, tspan { font-weight: 400; fill: #57606a }
        .strong { font-weight: 600; fill: #24292f }
        .title { font-size: 17px }
        .axis { stroke: #8c959f }
        .grid { stroke: #8c959f; stroke-opacity: 0.3 }
        .training { fill: #3f7fb5 }
        .waiting { fill: #d99a3d }
        @media (prefers-color-scheme: dark) { text, tspan { fill: #9198a1 } .strong { fill: #e6edf3 } }
        """;

    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    /// <summary>The picture's text.</summary>
    /// <param name="title">What was measured.</param>
    /// <param name="measurements">At least one.</param>
    public static string Svg(string title, IReadOnlyList<Measurement> measurements)
    {
        var longest = measurements.Max(m => m.Time.TotalSeconds);
        var step = TickStep(longest);
        var end = step * Math.Ceiling(longest / step);
        var bottom = Top + measurements.Count * RowHeight;
        double X(double seconds) => Math.Round(Left + BarsWidth * seconds / end, 1);

        var ticks = Enumerable.Range(0, (int)Math.Round(end / step) + 1).Select(i => i * step);
        return new XElement(_svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {bottom + 52}"), new XAttribute("width", Width), new XAttribute("role", "img"),
            Element("title", [], title),
            Element("style", [], Style),
            Text(Left, 32, "strong title", title),
            Legend(Left, "training", "in a step"), Legend(Left + 130, "waiting", "waiting for a batch"),
            ticks.Select(seconds => (object[])
            [
                VerticalLine(seconds == 0 ? "axis" : "grid", X(seconds), Top - 12, bottom),
                Text(X(seconds), bottom + 18, "", $"{Math.Round(seconds, 9)}", "middle"),
            ]),
            Text(X(end / 2), bottom + 40, "", "seconds, the fewer the better", "middle"),
            measurements.Select((m, i) => Bar(m, measurements[0], Top + i * RowHeight, X))).ToString() + "\n";
    }

    /// <summary>1, 2 or 5 times a power of ten, so that there are at most six ticks besides 0.</summary>
    internal static double TickStep(double longest)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(longest / 6)));
        return power * new[] { 1, 2, 5, 10 }.First(factor => factor * power * 6 >= longest * (1 - 1e-9));
    }

    private static object[] Bar(Measurement m, Measurement first, double top, Func<double, double> x)
    {
        var (between, end, y) = (x(m.Training.TotalSeconds), x(m.Time.TotalSeconds), top + 24);
        var name = Text(Left + 6, top + 16, "strong", m.Name);
        name.Add(Element("tspan", [("dx", 8)], m.Description));
        return
        [
            name,
            Rectangle("training", x(0), y, between - x(0), BarHeight),
            Rectangle("waiting", between, y, end - between, BarHeight),
            Text(end + 8, y + 16, "strong", $"{m.Time.TotalSeconds:F2} s, ratio {m.RatioTo(first):F2}"),
        ];
    }

    private static object[] Legend(double x, string kind, string text) => [Rectangle(kind, x, 50, 12, 12), Text(x + 18, 61, "", text)];

    private static XElement VerticalLine(string kind, double x, double top, double bottom) =>
        Element("line", [("class", kind), ("x1", x), ("y1", top), ("x2", x), ("y2", bottom)]);

    private static XElement Rectangle(string kind, double x, double y, double width, double height) =>
        Element("rect", [("class", kind), ("x", x), ("y", y), ("width", Math.Round(width, 1)), ("height", height)]);

    private static XElement Text(double x, double y, string kind, string text, string anchor = "start") =>
        Element("text", [("class", kind), ("x", x), ("y", y), ("text-anchor", anchor)], text);

    private static XElement Element(string name, (string Name, object Value)[] attributes, string? text = null) =>
        new(_svg + name, attributes.Where(a => a.Value is not "").Select(a => new XAttribute(a.Name, a.Value)), text);
}
