using Akka.Configuration;

namespace EmbeddedAkka.Cores.Tests.Cluster;

public sealed class ClusterSettingsTests
{
    [Theory]
    [InlineData("split-brain-resolver.active-strategy = keep-majority", "active-strategy")]
    [InlineData("split-brain-resolver.static-quorum.quorum-size = 3", "static-quorum")]
    [InlineData("downing-provider-class = \"Akka.Cluster.AutoDowning, Akka.Cluster\"", "downing-provider-class")]
    [InlineData("auto-down-unreachable-after = 10 s", "auto-down-unreachable-after")]
    [InlineData("down-removal-margin = 10 s", "down-removal-margin")]
    [InlineData("failure-detector.implementation-class = \"Mine, Mine\"", "failure-detector.implementation-class")]
    [InlineData("gossip-interval = 0 s", "gossip-interval")]
    [InlineData("failure-detector.threshold = 0", "threshold")]
    public void What_is_not_supported_is_refused_by_name(string setting, string name) =>
        Assert.Contains(name, Assert.Throws<ConfigurationException>(() => Make.Settings(setting)).Message);

    [Fact]
    public void Defaults_are_those_of_Akka_NET()
    {
        var settings = Make.Settings();
        Assert.Empty(settings.SeedNodes);
        Assert.Equal(TimeSpan.FromSeconds(20), settings.StableAfter);
        Assert.Equal(TimeSpan.FromSeconds(15), settings.DownAllAfter);
        Assert.Equal(TimeSpan.FromSeconds(7), settings.WeaklyUpAfter);
        Assert.Null(settings.ShutdownAfterUnsuccessfulJoin);
        Assert.Equal(new("", DownIfAlone: true), settings.Strategy);
    }

    [Theory]
    [InlineData("on", 15)]
    [InlineData("7 s", 7)]
    [InlineData("off", null)]
    public void Downing_all_when_unstable_is_a_time_or_derived_or_off(string value, int? seconds) =>
        Assert.Equal(seconds, Make.Settings($"split-brain-resolver.down-all-when-unstable = {value}").DownAllAfter?.TotalSeconds);
}
