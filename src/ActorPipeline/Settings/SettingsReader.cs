using ActorPipeline.Errors;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorPipeline.Settings;

/// <summary>A setting with its value, as it would stand in a configuration.</summary>
/// <param name="Key">The key below <see cref="SettingsReader.Root"/>.</param>
/// <param name="Value">The value.</param>
public sealed record SettingValue(string Key, string Value);

/// <summary>
/// Reads settings under <c>actor-pipeline</c> strictly: a value of the wrong form or out of its range is an error that names the key, what was
/// expected and what was found, where HOCON itself would fall back or throw a bare <see cref="FormatException"/>.
/// </summary>
public sealed class SettingsReader
{
    /// <summary>The section that holds every setting.</summary>
    public const string Root = "actor-pipeline";

    private readonly Config _config;

    /// <param name="config">The effective configuration, with <see cref="ReferenceConf"/> as its last fallback.</param>
    public SettingsReader(Config config) => _config = config;

    /// <summary>A settings record: one whose parameters have <see cref="SettingAttribute"/>, or are settings records.</summary>
    /// <exception cref="PipelineException">A setting is not what it must be; the message names key, expectation and value.</exception>
    public T Read<T>() => (T)SettingProperty.Read(typeof(T), _config);

    /// <summary>Every setting of a kind as it stands, to be kept or compared.</summary>
    public IReadOnlyList<SettingValue> All(SettingKind kind) => [.. SettingsCatalog.All.Where(s => s.Kind == kind).SelectMany(setting => setting.IsSection
        ? Leaves(Section(setting.Key), setting.Key + ".")
        : [new SettingValue(setting.Key, _config.GetString($"{Root}.{setting.Key}") ?? "")])];

    /// <summary>A setting as it would stand in a file.</summary>
    public string Show(Setting setting)
    {
        var path = $"{Root}.{setting.Key}";
        if (setting.Default.StartsWith('['))
            return Hocon.List(_config.GetStringList(path));
        return setting.IsSection ? SectionText(Section(setting.Key)) : _config.GetString(path) is { Length: > 0 } text ? text : Hocon.Quote("");
    }

    /// <summary>A section whose keys are not the pipeline's.</summary>
    public Config Section(string key) => _config.GetConfig($"{Root}.{key}") ?? ConfigurationFactory.Empty;

    /// <summary>Every value of a section and of those below it.</summary>
    /// <param name="section">The section.</param>
    /// <param name="prefix">What the keys begin with.</param>
    internal static IEnumerable<SettingValue> Leaves(Config section, string prefix) => section.IsEmpty ? [] : Leaves(section.Root.GetObject()!, prefix);

    /// <summary>The error for a setting whose value is not what it must be.</summary>
    /// <param name="key">The key below <see cref="Root"/>.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="found">What it is; control characters are shown escaped.</param>
    public static PipelineException Wrong(string key, string expected, string found) =>
        new(FailureKind.Settings, $"{Root}.{key}: expected {expected}, found '{Hocon.Printable(found)}'.");

    /// <summary>The error for a setting that does not fit the others.</summary>
    /// <param name="settings">The settings record.</param>
    /// <param name="property">The name of its property.</param>
    /// <param name="expected">What it must be.</param>
    public static PipelineException Wrong(object settings, string property, string expected)
    {
        var (setting, value) = SettingProperty.ValuesOf(settings).Single(v => v.Setting.Name == property);
        return Wrong(setting.Key, expected, value.Value.Trim('"'));
    }

    /// <summary>Any text.</summary>
    internal static string Text(Config config, string key) => config.HasPath($"{Root}.{key}")
        ? config.GetString($"{Root}.{key}") ?? ""
        : throw new PipelineException(FailureKind.Settings, $"{Root}.{key} is not set and has no default.");

    /// <summary>A section on one line.</summary>
    internal static string SectionText(Config section) =>
        $"{{ {string.Join(", ", Leaves(section, "").Select(leaf => $"{leaf.Key} = {leaf.Value}"))} }}".Replace("{  }", "{ }");

    private static IEnumerable<SettingValue> Leaves(HoconObject section, string prefix) => section.Items.SelectMany(item => item.Value.IsObject()
        ? Leaves(item.Value.GetObject()!, $"{prefix}{item.Key}.")
        : [new SettingValue(prefix + item.Key, item.Value.IsArray() ? $"[{string.Join(", ", item.Value.GetArray())}]" : item.Value.GetString() ?? "")]);
}
