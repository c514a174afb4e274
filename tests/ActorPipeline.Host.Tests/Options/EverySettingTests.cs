using ActorPipeline.Host.Running;
using ActorPipeline.Settings;

namespace ActorPipeline.Host.Tests.Options;

public class EverySettingTests
{
    [Fact]
    public void Every_setting_of_the_reference_configuration_is_read_by_a_run_and_no_other()
    {
        var reader = new SettingsReader(ReferenceConf.Config);

        PipelineSettings.From(reader);
        _ = new TrainingWorkload(reader, HostSettings.From(reader).LogEvery);

        Assert.Equal(SettingsCatalog.All.Select(s => s.Key).Order(StringComparer.Ordinal), reader.KeysRead);
    }
}
