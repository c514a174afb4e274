using Akka.Remote;

namespace EmbeddedAkka.Cores.Tests.Remote;

public sealed class PhiAccrualFailureDetectorTests
{
    private static readonly FailureDetectorSettings _settings = new(8, 1000, Ms(100), Ms(0), Ms(1000));

    [Fact]
    public void Nothing_is_suspected_before_the_first_heartbeat()
    {
        var detector = new PhiAccrualFailureDetector(_settings);
        Assert.False(detector.IsMonitoring);
        Assert.Equal(0, detector.Phi(TimeSpan.FromDays(1)));
        Assert.True(detector.IsAvailable(TimeSpan.FromDays(1)));
        detector.Heartbeat(TimeSpan.FromDays(1));
        Assert.True(detector.IsMonitoring);
    }

    [Fact]
    public void Phi_never_falls_while_no_heartbeat_comes()
    {
        var detector = Fed(_settings, Enumerable.Repeat(1000, 20));
        var before = 0.0;
        for (var ms = 0; ms < 100_000; ms += 50)
        {
            var phi = detector.Phi(Ms(20_000 + ms));
            Assert.True(phi >= before && double.IsFinite(phi), $"phi {before} then {phi} after {ms} ms");
            before = phi;
        }
        Assert.True(before > 8);
    }

    // The upper tail of the normal distribution, from a table.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.158655)]
    [InlineData(2, 0.0227501)]
    [InlineData(3, 0.00134990)]
    [InlineData(-1, 0.841345)]
    public void Phi_is_the_improbability_of_a_later_heartbeat(int deviations, double later)
    {
        var detector = Fed(_settings with { MinStdDeviation = Ms(200), MaxSampleSize = 10 }, Enumerable.Repeat(1000, 20));
        Assert.Equal(-Math.Log10(later), detector.Phi(Ms(20_000 + 1000 + 200 * deviations)), tolerance: 0.05);
    }

    [Fact]
    public void Failure_comes_later_by_the_acceptable_pause()
    {
        var strict = Fed(_settings, Enumerable.Repeat(1000, 50));
        var patient = Fed(_settings with { AcceptableHeartbeatPause = Ms(3000) }, Enumerable.Repeat(1000, 50));
        Assert.Equal(Failure(strict, 50_000) + 3000, Failure(patient, 50_000), tolerance: 1.0);
    }

    [Fact]
    public void Heartbeats_that_vary_more_are_given_more_time()
    {
        var regular = Fed(_settings, Enumerable.Repeat(1000, 50));
        var varied = Fed(_settings, Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? 500 : 1500));
        Assert.True(Failure(varied, 50_000) > Failure(regular, 50_000) + 1000);
    }

    [Fact]
    public void A_heartbeat_after_a_failure_makes_it_available_and_is_no_sample()
    {
        var detector = Fed(_settings, Enumerable.Repeat(1000, 50));
        var patience = Failure(detector, 50_000);
        Assert.False(detector.IsAvailable(Ms(500_000)));
        detector.Heartbeat(Ms(500_000));
        Assert.True(detector.IsAvailable(Ms(500_000)));
        Assert.Equal(patience, Failure(detector, 500_000), tolerance: 1.0);
    }

    [Fact]
    public void Only_the_last_samples_count()
    {
        var settings = _settings with { MaxSampleSize = 10, AcceptableHeartbeatPause = Ms(10_000) };
        var slowThenFast = Fed(settings, [.. Enumerable.Repeat(5000, 20), .. Enumerable.Repeat(100, 10)]);
        var fast = Fed(settings, Enumerable.Repeat(100, 30));
        Assert.Equal(Failure(fast, 3000), Failure(slowThenFast, 101_000), tolerance: 1.0);
    }

    /// <summary>A detector with heartbeats at these intervals, the first of all at 0.</summary>
    private static PhiAccrualFailureDetector Fed(FailureDetectorSettings settings, IEnumerable<int> intervals)
    {
        var detector = new PhiAccrualFailureDetector(settings);
        var now = Ms(0);
        detector.Heartbeat(now);
        foreach (var interval in intervals)
            detector.Heartbeat(now += Ms(interval));
        return detector;
    }

    /// <summary>After how many milliseconds of silence the other counts as failed.</summary>
    private static double Failure(PhiAccrualFailureDetector detector, int last) =>
        Enumerable.Range(0, 100_000).First(ms => !detector.IsAvailable(Ms(last + ms)));

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
