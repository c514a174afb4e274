using ActorPipeline.Cluster.Nodes;
using ActorPipeline.Errors;
using ActorPipeline.Host.Options;
using ActorPipeline.Running;
using ActorPipeline.Settings;

namespace ActorPipeline.Host.Running;

/// <summary>Checks every setting, also of those that a command makes no use of.</summary>
internal static class SettingsCheck
{
    /// <exception cref="PipelineException">A setting is not what it must be, or names a file that is not there.</exception>
    public static void Run(SettingsReader reader)
    {
        _ = PipelineSettings.From(reader);
        _ = Training.Trainer.Settings.From(reader);
        _ = reader.Read<HostSettings>();
        if (reader.Read<ClusterSection>().Enabled)
            _ = ClusterSettings.From(reader);
    }
}
