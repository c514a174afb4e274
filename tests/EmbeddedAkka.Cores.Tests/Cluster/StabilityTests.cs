using Akka.Cluster.SBR;

namespace EmbeddedAkka.Cores.Tests.Cluster;

public sealed class StabilityTests
{
    private readonly Stability _stability = new(S(20), S(15));

    [Fact]
    public void Nothing_is_decided_while_nobody_is_lost()
    {
        Assert.Equal(Verdict.Wait, _stability.At(S(1000)));
        _stability.Change(S(1), anyLost: false);
        Assert.Equal(Verdict.Wait, _stability.At(S(1000)));
    }

    [Fact]
    public void It_decides_once_nothing_has_changed_for_long_enough()
    {
        _stability.Change(S(1), anyLost: true);
        Assert.Equal(Verdict.Wait, _stability.At(S(20.9)));
        Assert.Equal(Verdict.Decide, _stability.At(S(21)));
    }

    [Fact]
    public void Each_change_puts_it_off_and_a_heal_calls_it_off()
    {
        _stability.Change(S(1), anyLost: true);
        _stability.Change(S(15), anyLost: true);
        Assert.Equal(Verdict.Wait, _stability.At(S(30)));
        Assert.Equal(Verdict.Decide, _stability.At(S(35)));
        _stability.Change(S(36), anyLost: false);
        Assert.Equal(Verdict.Wait, _stability.At(S(1000)));
    }

    [Fact]
    public void All_are_downed_when_it_never_comes_to_rest()
    {
        for (var now = 1; now < 40; now += 10)
            _stability.Change(S(now), anyLost: true);
        Assert.Equal(Verdict.Wait, _stability.At(S(35.9)));
        Assert.Equal(Verdict.DownAll, _stability.At(S(36)));
    }

    [Fact]
    public void Unless_that_is_off()
    {
        var patient = new Stability(S(20), null);
        for (var now = 1; now < 1000; now += 10)
            patient.Change(S(now), anyLost: true);
        Assert.Equal(Verdict.Wait, patient.At(S(1000)));
    }

    [Fact]
    public void The_count_begins_anew_after_a_long_rest_or_when_all_are_back()
    {
        _stability.Change(S(1), anyLost: true);
        _stability.Change(S(42), anyLost: true);
        _stability.Change(S(60), anyLost: true);
        Assert.Equal(Verdict.Wait, _stability.At(S(76)));
        _stability.Change(S(76), anyLost: false);
        _stability.Change(S(77), anyLost: true);
        _stability.Change(S(95), anyLost: true);
        Assert.Equal(Verdict.Wait, _stability.At(S(111)));
        Assert.Equal(Verdict.DownAll, _stability.At(S(112)));
    }

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
