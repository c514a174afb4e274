using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Akka.Configuration;

namespace ActorPipeline.Settings;

/// <summary>One setting of a settings record: reads, checks and writes its value.</summary>
public sealed class SettingProperty
{
    private readonly SettingAttribute _setting;
    private readonly Type _type;

    private SettingProperty(ParameterInfo parameter, SettingAttribute setting)
    {
        (_setting, Name) = (setting, parameter.Name!);
        _type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
    }

    /// <summary>The name of the property.</summary>
    public string Name { get; }

    /// <summary>The key below <see cref="SettingsReader.Root"/>.</summary>
    public string Key => _setting.Key;

    /// <summary>What it may change.</summary>
    public SettingKind Kind => _setting.Kind;

    /// <summary>What the value counts.</summary>
    public string Unit => _setting.Unit;

    /// <summary>The option of the command line that sets it; null: none.</summary>
    public string? Option => _setting.Option;

    /// <summary>What the option stands for, where it takes no value.</summary>
    public string? OptionMeans => _setting.OptionMeans ?? (_type == typeof(bool) ? "on" : null);

    /// <summary>What the option's value is called in the help.</summary>
    public string OptionValue => _setting.OptionValue ?? (_type.IsEnum ? string.Join('|', Words) : "N");

    /// <summary>It may have several values.</summary>
    public bool IsList => _type == typeof(IReadOnlyList<string>) || _type == typeof(IReadOnlyList<int>);

    /// <summary>Its value is a number, a size or a duration.</summary>
    public bool IsNumber => _type.IsPrimitive && _type != typeof(bool) && _type != typeof(char) || _type == typeof(TimeSpan);

    /// <summary>The values that it takes, in words.</summary>
    public string Values => Form + (_setting.Otherwise is { Length: > 0 } word ? $", or {word}" : "");

    /// <summary>Every setting of a record and of the records in it.</summary>
    public static IReadOnlyList<SettingProperty> Of(Type settings) => [.. Parameters(settings).SelectMany(parameter =>
        parameter.GetCustomAttribute<SettingAttribute>() is { } setting ? [new SettingProperty(parameter, setting)] : Of(parameter.ParameterType))];

    /// <summary>Every setting of a record with its value, each in one form for all that mean the same.</summary>
    /// <param name="settings">The record.</param>
    public static IEnumerable<(SettingProperty Setting, SettingValue Value)> ValuesOf(object settings)
    {
        foreach (var parameter in Parameters(settings.GetType()))
        {
            var value = settings.GetType().GetProperty(parameter.Name!)!.GetValue(settings);
            if (parameter.GetCustomAttribute<SettingAttribute>() is { } setting)
            {
                var property = new SettingProperty(parameter, setting);
                yield return (property, new(setting.Key, property.Write(value)));
            }
            else
            {
                foreach (var nested in ValuesOf(value!))
                    yield return nested;
            }
        }
    }

    /// <summary>Reads a record, and all records in it.</summary>
    internal static object Read(Type settings, Config config)
    {
        var read = settings.GetConstructors()[0].Invoke([.. Parameters(settings).Select(parameter =>
            parameter.GetCustomAttribute<SettingAttribute>() is { } setting
                ? new SettingProperty(parameter, setting).Read(config)
                : Read(parameter.ParameterType, config))]);
        (read as IValidated)?.Validate();
        return read;
    }

    /// <summary>Checks a record that was not read but made.</summary>
    internal static void Check(object settings)
    {
        foreach (var parameter in Parameters(settings.GetType()))
        {
            var value = settings.GetType().GetProperty(parameter.Name!)!.GetValue(settings);
            if (parameter.GetCustomAttribute<SettingAttribute>() is not { } setting)
                Check(value!);
            else if (new SettingProperty(parameter, setting) is var property && !property.IsInRange(value))
                throw property.Wrong(property.Write(value));
        }
        (settings as IValidated)?.Validate();
    }

    /// <summary>A value as it would stand in a file.</summary>
    internal string Write(object? value) => value switch
    {
        null => _setting.Otherwise is { Length: > 0 } word ? word : Hocon.Quote(""),
        bool on => on ? "on" : "off",
        Enum word => JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()),
        char character => character == '\t' ? "tab" : JsonSerializer.Serialize(character.ToString()),
        string text => JsonSerializer.Serialize(text),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        TimeSpan duration => Units.Write(duration),
        IEnumerable<string> texts => Hocon.List(texts),
        IEnumerable<int> numbers => $"[{string.Join(", ", numbers)}]",
        Config section => SettingsReader.SectionText(section),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    internal Errors.PipelineException Wrong(string found) => SettingsReader.Wrong(Key, Values, found);

    private static ParameterInfo[] Parameters(Type settings) => settings.GetConstructors() is [var constructor]
        ? constructor.GetParameters()
        : throw new InvalidOperationException($"{settings} is no settings record: one with a single constructor, whose parameters have [Setting] or are settings records.");

    private IEnumerable<string> Words => Enum.GetNames(_type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName);

    private string Form => _type switch
    {
        _ when _type.IsEnum => string.Join(" or ", Words),
        _ when _type == typeof(bool) => "on or off",
        _ when _type == typeof(char) => "one character, or tab",
        _ when _type == typeof(IReadOnlyList<string>) => "a list such as [a, b]",
        _ when _type == typeof(IReadOnlyList<int>) => $"a list of whole numbers{Bounds}",
        _ when _type == typeof(ulong) => $"a whole number from 0 to {ulong.MaxValue}",
        _ when _type == typeof(float) => $"a number{Bounds}",
        _ when _type == typeof(TimeSpan) => $"a duration{Bounds}",
        _ when IsNumber => Unit == "bytes" ? $"a size{Bounds}" : $"a whole number{Bounds}",
        _ => _type == typeof(Config) ? "a section" : "a text",
    };

    private string Bounds => double.IsFinite(_setting.Min)
        ? $" {(_setting.AboveMin ? "above" : "from")} {Bound(_setting.Min)} {(_setting.AboveMin ? "and at most" : "to")}{(_setting.BelowMax ? " below" : "")} {Bound(_setting.Max)}"
        : "";

    private string Bound(double bound) => _type == typeof(TimeSpan) ? Units.Write(TimeSpan.FromSeconds(bound))
        : Unit == "bytes" ? Units.Write((long)bound) : bound.ToString(CultureInfo.InvariantCulture);

    private object? Read(Config config)
    {
        var path = $"{SettingsReader.Root}.{Key}";
        if (_type == typeof(Config))
            return config.GetValue(path)?.IsObject() == true ? config.GetConfig(path) : throw Wrong(SettingsReader.Text(config, Key));
        var text = SettingsReader.Text(config, Key);
        if (IsList)
            return List(text, config.GetStringList(path));
        if (text == _setting.Otherwise)
            return null;
        return Parse(text) is { } value && IsInRange(value) ? value : throw Wrong(text);
    }

    // HOCON itself takes a text for an empty list.
    private object List(string text, IList<string> entries)
    {
        if (text.Length > 0)
            throw Wrong(text);
        if (_type == typeof(IReadOnlyList<string>))
            return entries.ToArray();
        return entries.Select(entry => Whole(entry) is { } number && IsWithin(number) ? (int)number : throw Wrong(entry)).ToArray();
    }

    private object? Parse(string text) => _type switch
    {
        _ when _type == typeof(string) => text,
        _ when _type == typeof(char) => text switch { "tab" => '\t', [var character] => character, _ => null }, // HOCON drops white space around a value
        _ when _type == typeof(bool) => text switch { "on" or "true" or "yes" => true, "off" or "false" or "no" => false, _ => null },
        _ when _type.IsEnum => Words.Index().Where(word => word.Item.Equals(text, StringComparison.OrdinalIgnoreCase))
            .Select(word => Enum.GetValues(_type).GetValue(word.Index)).SingleOrDefault(),
        _ when _type == typeof(ulong) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null,
        _ when _type == typeof(float) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when _type == typeof(TimeSpan) => Units.ReadDuration(text),
        _ => (Unit == "bytes" ? Units.ReadSize(text) : Whole(text)) is not { } whole || !IsWithin(whole) ? null : _type == typeof(int) ? (object)(int)whole : whole,
    };

    private static long? Whole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private bool IsInRange(object? value) => value switch
    {
        null => _setting.Otherwise is not null,
        int or long => IsWithin(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        float number => float.IsFinite(number) && IsWithin(number),
        TimeSpan duration => IsWithin(duration.TotalSeconds),
        IReadOnlyList<int> numbers => numbers.All(number => IsWithin(number)),
        Enum word => Enum.IsDefined(_type, word),
        _ => true,
    };

    private bool IsWithin(double number) => (_setting.AboveMin ? number > _setting.Min : number >= _setting.Min)
        && (_setting.BelowMax ? number < _setting.Max : number <= _setting.Max);
}
