using ActorPipeline.Cluster.Nodes;
using ActorPipeline.Host.Progress;
using ActorPipeline.Settings;
using Akka.Actor;

namespace ActorPipeline.Host.Running;

/// <summary>The cluster of a run.</summary>
/// <param name="Settings">How this node takes part in it.</param>
/// <param name="Display">Learns who comes and goes.</param>
internal sealed record ClusterRun(ClusterSettings Settings, Display Display)
{
    /// <summary>The cluster that the settings ask for; null: none.</summary>
    public static ClusterRun? From(SettingsReader reader, Display display) =>
        reader.Read<ClusterSection>().Enabled ? new(ClusterSettings.From(reader), display) : null;

    /// <summary>Forms it.</summary>
    public async Task<TrainerNode> StartAsync(ActorSystem system, SettingsReader reader)
    {
        var node = await TrainerNode.StartAsync(system, reader, Display.Note);
        Display.Tag = Engine.TagOf(ClusterSettings.TrainerRole, node.Address);
        return node;
    }
}
