using ActorPipeline.Stages;

namespace ActorPipeline.Tests.Stages;

public class BackoffSpec
{
    private static readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1500));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(4, 800)]
    [InlineData(5, 1500)]
    [InlineData(6, 1500)]
    [InlineData(64, 1500)]
    [InlineData(int.MaxValue, 1500)]
    public void A_wait_is_twice_the_one_before_up_to_the_longest(int failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _backoff.After(failures));

    [Fact]
    public void Waits_may_be_as_long_as_time_spans_are() =>
        Assert.Equal(TimeSpan.MaxValue, new Backoff(TimeSpan.MaxValue, TimeSpan.MaxValue).After(2));
}
