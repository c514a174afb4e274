using System.CommandLine;
using ActorPipeline.Errors;

namespace ActorPipeline.Host.Options;

/// <summary>The options that make settings, as a command has them: --config, --set, and those that are a key each.</summary>
/// <param name="settings">The latter.</param>
internal sealed class SettingOptions(IEnumerable<SettingOption> settings)
{
    private readonly Option<string[]> _files = new("--config")
    {
        Description = "A file of HOCON to lay over the defaults; several are laid over one another in order. --set and the other options stand above all files.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _assignments = new("--set")
    {
        Description = "Sets any key, with or without 'actor-pipeline.' in front. The other options stand above it.",
        HelpName = "KEY=VALUE",
    };

    private readonly IReadOnlyList<(SettingOption Setting, Option Option)> _options =
        [.. settings.Select(setting => (setting, setting.ToOption()))];

    /// <summary>All that there are: <see cref="SettingOption.All"/>.</summary>
    public SettingOptions() : this(SettingOption.All)
    {
    }

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options)
            command.Add(option);
        command.Add(_files);
        command.Add(_assignments);
    }

    /// <summary>What the user gave, above the reference configuration.</summary>
    /// <exception cref="PipelineException">A file cannot be read, or a setting does not exist.</exception>
    public EffectiveSettings Read(ParseResult parsed) => new(Layers(parsed));

    /// <summary>What the user gave: files in order, then --set in order, then the other options.</summary>
    /// <exception cref="PipelineException">A file cannot be read, or a setting does not exist.</exception>
    public IReadOnlyList<Layer> Layers(ParseResult parsed) =>
    [
        .. (parsed.GetValue(_files) ?? []).Select(Layer.OfFile),
        .. (parsed.GetValue(_assignments) ?? []).Select(text => Layer.OfAssignment(_assignments.Name, text)),
        .. _options.Select(o => o.Setting.ToLayer(parsed.GetResult(o.Option))).OfType<Layer>(),
    ];
}
