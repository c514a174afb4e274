using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Host.Options;

/// <summary>The settings of all layers above the reference configuration, each with the place it comes from.</summary>
/// <param name="layers">A later one stands above an earlier one.</param>
internal sealed class EffectiveSettings(IReadOnlyList<Layer> layers)
{
    /// <summary>The origin of a setting that no layer has.</summary>
    public const string Reference = "reference.conf";

    /// <summary>All layers, above the reference configuration.</summary>
    public Config Config { get; } = layers.Aggregate(ReferenceConf.Config, (below, layer) => layer.Config.WithFallback(below));

    /// <summary>Reads them strictly.</summary>
    public SettingsReader Reader => new(Config);

    /// <summary>Where a setting's value comes from.</summary>
    public string OriginOf(string key) =>
        layers.LastOrDefault(l => l.Config.HasPath($"{SettingsReader.Root}.{key}"))?.Origin ?? Reference;
}
