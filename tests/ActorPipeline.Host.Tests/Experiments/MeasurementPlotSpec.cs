using System.Xml.Linq;
using ActorPipeline.Host.Experiments;
using static ActorPipeline.Host.Tests.Experiments.ExperimentSeriesSpec;

namespace ActorPipeline.Host.Tests.Experiments;

public sealed class MeasurementPlotSpec
{
    private static readonly XElement _plot = XElement.Parse(
        MeasurementPlot.Svg("10 steps", [Sample(2.5, 1, "step by step", "one thread"), Sample(1.25, 1.2, "queue")]));

    [Fact]
    public void A_plot_is_a_title_a_legend_an_axis_and_a_bar_of_two_parts_for_each() => Assert.Equal(
        [
            "title", "style", "text strong title",
            "rect training", "text", "rect waiting", "text",
            "line axis", "text", "line grid", "text", "line grid", "text", "line grid", "text", "line grid", "text", "line grid", "text",
            "text",
            "text strong", "rect training", "rect waiting", "text strong",
            "text strong", "rect training", "rect waiting", "text strong",
        ], _plot.Elements().Select(e => $"{e.Name.LocalName} {e.Attribute("class")?.Value}".TrimEnd()));

    [Fact]
    public void Every_text_is_there() => Assert.Equal(
        [
            "10 steps", "in a step", "waiting for a batch", "0", "0.5", "1", "1.5", "2", "2.5", "seconds, the fewer the better",
            "step by stepone thread", "2.50 s, ratio 1.00", "queuedescription", "1.25 s, ratio 2.00",
        ], Named("text").Select(e => e.Value));

    // 560 units are 2.5 s.
    [Fact]
    public void Bars_are_as_long_as_their_times_and_begin_at_the_axis() => Assert.Equal(
        [(24.0, 224.0), (248.0, 336.0), (24.0, 268.8), (292.8, 11.2)],
        Named("rect").Skip(2).Select(e => ((double)e.Attribute("x")!, (double)e.Attribute("width")!)));

    [Fact]
    public void A_tick_stands_where_its_seconds_are() =>
        Assert.Equal([24, 136, 248, 360, 472, 584], Named("line").Select(e => (double)e.Attribute("x1")!));

    [Fact]
    public void Names_are_text_and_never_markup()
    {
        var plot = XElement.Parse(MeasurementPlot.Svg("<b> & \"c\"", [Sample(1, 1, "</text>", "&amp;")]));
        Assert.Equal("<b> & \"c\"", plot.Elements().First().Value);
        Assert.Contains("</text>&amp;", plot.Elements().Select(e => e.Value));
    }

    [Theory]
    [InlineData(2.5, 0.5)]
    [InlineData(6, 1)]
    [InlineData(6.01, 2)]
    [InlineData(30, 5)]
    [InlineData(0.003, 0.0005)]
    [InlineData(4000, 1000)]
    public void There_are_at_most_six_ticks_of_a_round_step(double longest, double step) =>
        Assert.Equal(step, MeasurementPlot.TickStep(longest), precision: 9);

    private static IEnumerable<XElement> Named(string name) => _plot.Elements().Where(e => e.Name.LocalName == name);
}
