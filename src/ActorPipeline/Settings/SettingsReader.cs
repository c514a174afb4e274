using System.Globalization;
using System.Text.Json;
using ActorPipeline.Errors;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorPipeline.Settings;

/// <summary>A setting with its value, as it would stand in a configuration.</summary>
/// <param name="Key">The key below <see cref="SettingsReader.Root"/>.</param>
/// <param name="Value">The value.</param>
public sealed record SettingValue(string Key, string Value);

/// <summary>
/// Reads settings under <c>actor-pipeline</c> strictly: a value of the wrong form is an error that names the key, what was
/// expected and what was found, where HOCON itself would fall back or throw a bare <see cref="FormatException"/>.
/// </summary>
public sealed class SettingsReader
{
    /// <summary>The section that holds every setting.</summary>
    public const string Root = "actor-pipeline";

    private readonly Config _config;
    private readonly SortedSet<string> _read = new(StringComparer.Ordinal);

    /// <param name="config">The effective configuration, with <see cref="ReferenceConf"/> as its last fallback.</param>
    public SettingsReader(Config config) => _config = config;

    /// <summary>Keys read so far, without the root.</summary>
    public IReadOnlyCollection<string> KeysRead => _read;

    /// <summary>Every setting of a kind as it stands, to be kept or compared: nobody has read it by that.</summary>
    public IReadOnlyList<SettingValue> All(SettingKind kind) => [.. SettingsCatalog.All.Where(s => s.Kind == kind).SelectMany(setting => setting.IsSection
        ? Leaves(SectionAt($"{Root}.{setting.Key}"), setting.Key + ".")
        : [new SettingValue(setting.Key, _config.GetString($"{Root}.{setting.Key}") ?? "")])];

    /// <summary>Every value of a section and of those below it.</summary>
    /// <param name="section">The section.</param>
    /// <param name="prefix">What the keys begin with.</param>
    public static IEnumerable<SettingValue> Leaves(Config section, string prefix) => section.IsEmpty ? [] : Leaves(section.Root.GetObject()!, prefix);

    /// <summary>A section whose keys are not the pipeline's.</summary>
    public Config Section(string key) => SectionAt(Path(key));

    /// <summary>Any text.</summary>
    public string Text(string key)
    {
        var path = Path(key);
        if (!_config.HasPath(path))
            throw new PipelineException(FailureKind.Settings, $"{path} is not set and has no default.");
        return _config.GetString(path) ?? "";
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        // HOCON itself takes a text for an empty list.
        Text(key) is { Length: > 0 } text ? throw Wrong(key, "a list such as [a, b]", text) : [.. _config.GetStringList(Path(key))];

    /// <summary>A whole number of at least <paramref name="min"/>.</summary>
    public int Integer(string key, int min = int.MinValue) =>
        Integer(key, Text(key), min, min == int.MinValue ? "a whole number" : $"a whole number of at least {min}");

    /// <summary>A whole number of at least <paramref name="min"/>, or null where the setting is <paramref name="word"/>.</summary>
    public int? IntegerOr(string word, string key, int min) =>
        Text(key) is var text && text == word ? null : Integer(key, text, min, $"a whole number of at least {min}, or {word}");

    /// <summary>A whole number of 64 bits.</summary>
    public ulong Seed(string key)
    {
        var text = Text(key);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(key, "a whole number of at least 0", text);
    }

    /// <summary>A finite number above zero.</summary>
    public float PositiveNumber(string key) => Number(key, "a number above 0", number => number > 0);

    /// <summary>A finite number that <paramref name="isRight"/> takes, which <paramref name="expected"/> says in words.</summary>
    public float Number(string key, string expected, Func<float, bool> isRight)
    {
        var text = Text(key);
        return Number(key, text, expected) is var value && isRight(value) ? value : throw Wrong(key, expected, text);
    }

    /// <summary>A finite number, or null where the setting is <paramref name="word"/>.</summary>
    public float? NumberOr(string word, string key) => Text(key) is var text && text == word ? null : Number(key, text, $"a number, or {word}");

    /// <summary>On or off, in any of HOCON's words.</summary>
    public bool Flag(string key) => Text(key) switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var text => throw Wrong(key, "on or off", text),
    };

    /// <summary>A size of at least <paramref name="min"/> bytes: a number with or without a unit (b, kB, KiB, MiB, GiB ...).</summary>
    public long Size(string key, long min)
    {
        var text = Text(key);
        return WithUnit(() => _config.GetByteSize(Path(key))) is { } value && value >= min
            ? value
            : throw Wrong(key, $"a size of at least {min} bytes, such as 256KiB", text);
    }

    /// <summary>A size of at least <paramref name="min"/> bytes, or null where the setting is <paramref name="word"/>.</summary>
    public long? SizeOr(string word, string key, long min) => Text(key) == word ? null : Size(key, min);

    /// <summary>A duration above zero: a number with a unit (ms, s, m, h, d).</summary>
    public TimeSpan Duration(string key)
    {
        var text = Text(key);
        return WithUnit<TimeSpan>(() => _config.GetTimeSpan(Path(key))) is { } value && value > TimeSpan.Zero
            ? value
            : throw Wrong(key, "a duration such as 30s", text);
    }

    /// <summary>One of the words of an enumeration, in lower case with hyphens.</summary>
    public T Word<T>(string key) where T : struct, Enum
    {
        var text = Text(key);
        foreach (var value in Enum.GetValues<T>())
            if (value.ToString().Equals(text.Replace("-", ""), StringComparison.OrdinalIgnoreCase))
                return value;
        throw Wrong(key, string.Join(" or ", Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)), text);
    }

    /// <summary>The path of a dispatcher's section, for <c>Props.WithDispatcher</c>.</summary>
    public string Dispatcher(string key)
    {
        var path = Path(key);
        return _config.HasPath(path + ".type") ? path : throw Wrong(key, "a dispatcher's section with a type", Text(key));
    }

    /// <summary>The error for a setting whose value is not what it must be.</summary>
    public static PipelineException Wrong(string key, string expected, string found) =>
        new(FailureKind.Settings, $"{Root}.{key}: expected {expected}, found '{found}'.");

    private static int Integer(string key, string text, int min, string expected) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min
            ? value
            : throw Wrong(key, expected, text);

    private static float Number(string key, string text, string expected) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw Wrong(key, expected, text);

    // Null for what HOCON does not read as a number with a unit: the caller says so in the words of all settings.
    private static T? WithUnit<T>(Func<T?> read) where T : struct
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or OverflowException or ConfigurationException)
        {
            return null;
        }
    }

    private Config SectionAt(string path) => _config.GetConfig(path) ?? ConfigurationFactory.Empty;

    private static IEnumerable<SettingValue> Leaves(HoconObject section, string prefix) => section.Items.SelectMany(item => item.Value.IsObject()
        ? Leaves(item.Value.GetObject()!, $"{prefix}{item.Key}.")
        : [new SettingValue(prefix + item.Key, item.Value.IsArray() ? $"[{string.Join(", ", item.Value.GetArray())}]" : item.Value.GetString() ?? "")]);

    private string Path(string key)
    {
        _read.Add(key);
        return $"{Root}.{key}";
    }
}
