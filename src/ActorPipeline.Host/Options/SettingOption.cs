using System.CommandLine;
using System.CommandLine.Parsing;
using ActorPipeline.Cluster.Nodes;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Options;

/// <summary>An option of the command line that is another way to write one key of the configuration.</summary>
/// <param name="Setting">What it sets.</param>
internal sealed record SettingOption(SettingProperty Setting)
{
    /// <summary>Every one of them, in the order of the data path.</summary>
    public static IReadOnlyList<SettingOption> All { get; } =
    [
        .. new[] { typeof(Dataset), typeof(RunSettings), typeof(TrainingSettings), typeof(ClusterSection), typeof(HostSettings) }
            .SelectMany(SettingProperty.Of).Where(setting => setting.Option is not null).Select(setting => new SettingOption(setting)),
    ];

    /// <summary>With its dashes.</summary>
    public string Name => Setting.Option!;

    /// <summary>The option as the parser knows it; its help is what the reference configuration says of the key.</summary>
    public Option ToOption()
    {
        var reference = SettingsCatalog.All.Single(s => s.Key == Setting.Key);
        if (Setting.OptionMeans is { } means)
            return new Option<bool>(Name) { Description = $"Sets {Setting.Key} = {means}. {reference.Description}", Arity = ArgumentArity.Zero };
        var description = $"{reference.Description} [{Setting.Key} = {reference.Default}]";
        return Setting.IsList
            ? new Option<string[]>(Name) { Description = description, HelpName = Setting.OptionValue, AllowMultipleArgumentsPerToken = true }
            : LastOption.Any(Name, description, Setting.OptionValue);
    }

    /// <summary>The layer that the option makes; null where it was not given.</summary>
    public Layer? ToLayer(OptionResult? given) => given switch
    {
        null or { Implicit: true } => null,
        _ when Setting.OptionMeans is { } means => Layer.Of(Name, Setting.Key, means),
        _ when Setting.IsList => Layer.Of(Name, Setting.Key, given.Tokens.Select(t => t.Value)),
        _ => Layer.Of(Name, Setting.Key, given.Tokens[^1].Value is "\t" ? "tab" : given.Tokens[^1].Value), // HOCON drops a tab, even in quotes
    };
}
