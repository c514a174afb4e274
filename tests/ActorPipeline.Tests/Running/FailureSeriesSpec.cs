using ActorPipeline.Running;

namespace ActorPipeline.Tests.Running;

public class FailureSeriesSpec
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void An_actor_is_restarted_so_many_times_and_not_once_more(int restarts)
    {
        var series = new FailureSeries(restarts, _window);
        for (var i = 0; i < restarts; i++)
            Assert.True(series.Add(new Exception(), TimeSpan.Zero));

        Assert.False(series.Add(new Exception(), TimeSpan.Zero));
    }

    [Fact]
    public void The_first_cause_is_that_of_the_failure_that_began_the_series()
    {
        var series = new FailureSeries(maxRestarts: 1, _window);
        var first = new Exception("first");
        series.Add(first, TimeSpan.Zero);
        series.Add(new Exception("second"), _window);
        Assert.False(series.Add(new Exception("third"), 2 * _window));

        Assert.Same(first, series.FirstCause);
    }

    [Fact]
    public void A_series_ends_when_the_window_has_passed_without_a_failure()
    {
        var series = new FailureSeries(maxRestarts: 1, _window);
        var later = new Exception("later");
        series.Add(new Exception("first"), TimeSpan.Zero);

        Assert.True(series.Add(later, _window + TimeSpan.FromTicks(1)));
        Assert.Same(later, series.FirstCause);
        Assert.False(series.Add(new Exception("last"), _window + _window));
        Assert.Same(later, series.FirstCause);
    }
}
