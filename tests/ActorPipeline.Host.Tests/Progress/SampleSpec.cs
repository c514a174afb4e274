using ActorPipeline.Host.Progress;

namespace ActorPipeline.Host.Tests.Progress;

public class SampleSpec
{
    private static readonly Sample _before = new(TimeSpan.FromSeconds(1), 0, 10, 230, 1_000_000, [new("reader", 2, TimeSpan.FromSeconds(0.5))]);
    private static readonly Sample _after = new(TimeSpan.FromSeconds(3), 1, 30, 690, 5_000_000, [new("reader", 2, TimeSpan.FromSeconds(2.5))]);

    [Fact]
    public void A_stretch_has_the_rates_of_its_own_time_alone()
    {
        var stretch = _after.Since(_before);
        Assert.Equal(230, stretch.RowsPerSecond);
        Assert.Equal(2, stretch.MegabytesPerSecond);
        Assert.Equal(0.5, Assert.Single(stretch.Stages).Busy);
        Assert.Equal("epoch 1  step 30  230 rows/s  2.0 MB/s  busy: reader 50 %", stretch.ToString());
    }

    [Fact]
    public void Since_the_start_everything_counts()
    {
        var stretch = _after.SinceStart();
        Assert.Equal(230, stretch.RowsPerSecond);
        Assert.Equal(2.5 / 6, Assert.Single(stretch.Stages).Busy, precision: 9);
    }

    [Fact]
    public void No_time_has_no_rates_but_no_infinity_either() => Assert.Equal(0, _before.Since(_before).RowsPerSecond);
}
