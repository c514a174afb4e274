using ActorPipeline.Memory;

namespace ActorPipeline.Tests.Memory;

public class DemandWindowSpec
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 4)]
    [InlineData(9, 5)]
    public void Half_of_the_window_is_requested_again_once_it_is_consumed(int size, int half)
    {
        var window = new DemandWindow(size);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 1; i < half; i++)
                Assert.Equal(0, window.Consume());
            Assert.Equal(half, window.Consume());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(32)]
    public void What_is_under_way_never_exceeds_the_window_and_never_runs_dry(int size)
    {
        var window = new DemandWindow(size);
        var underWay = window.Size;
        for (var i = 0; i < 1000; i++)
        {
            underWay--;
            underWay += window.Consume();
            Assert.InRange(underWay, Math.Max(1, size / 2), size);
        }
    }

    [Fact]
    public void A_window_holds_at_least_one() => Assert.Throws<ArgumentOutOfRangeException>(() => new DemandWindow(0));
}
