using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Host.Progress;
using ActorPipeline.Host.Running;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Host.Tests.Options;

public class EverySettingSpec
{
    [Fact]
    public void Every_setting_of_the_reference_configuration_is_read_by_a_run_and_no_other()
    {
        using var folder = new TempFolder();
        var reader = new SettingsReader(ConfigurationFactory.ParseString($$"""
            actor-pipeline.cluster { enabled = on, token-file = "{{folder.Write("token", "a token for tests alone")}}" }
            """).WithFallback(ReferenceConf.Config));

        PipelineSettings.From(reader);
        new TrainingWorkload(reader, HostSettings.From(reader).LogEvery)
            .CreateConsumer([], new RunCounters(_ => { }), Display.For(quiet: true));
        _ = ClusterRun.From(reader, Display.For(quiet: true));
        _ = LeaseManager.Settings.From(reader);

        Assert.Equal(SettingsCatalog.All.Select(s => s.Key).Order(StringComparer.Ordinal), reader.KeysRead);
    }
}
