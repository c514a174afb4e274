using ActorPipeline.Errors;
using Akka.Configuration;

namespace ActorPipeline.Settings;

/// <summary>Settings as a user writes them: files of HOCON, assignments, options. What nobody would ever read is refused by name.</summary>
public static class SettingsText
{
    /// <summary>A text of HOCON with settings under <c>actor-pipeline</c>, and the engine's under <c>akka</c>.</summary>
    /// <param name="origin">Where it stands, for errors.</param>
    /// <param name="hocon">The text.</param>
    /// <exception cref="PipelineException">It is not HOCON, or has a setting that does not exist.</exception>
    public static Config Parse(string origin, string hocon)
    {
        if (Hocon.Unclosed(hocon) is { } flaw)
            throw new PipelineException(FailureKind.Settings, $"{origin}: not valid HOCON: {flaw}");
        Config config;
        try
        {
            config = ConfigurationFactory.ParseString(hocon);
        }
        catch (Exception e) // the engine throws exceptions of many types at what is not HOCON
        {
            throw new PipelineException(FailureKind.Settings, $"{origin}: not valid HOCON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        KnownSettings.Check(origin, config);
        return config;
    }

    /// <summary>
    /// A text KEY=VALUE. A key that starts with neither <c>actor-pipeline.</c> nor <c>akka.</c> is below the former. The value is the
    /// text as it stands, unless it begins as a list, an object or a quoted string of HOCON does.
    /// </summary>
    /// <param name="origin">The option that it was given by, for errors.</param>
    /// <param name="text">The text.</param>
    /// <returns>The key as it was written, and the setting.</returns>
    /// <exception cref="PipelineException">It has another form, or the setting does not exist.</exception>
    public static (string Key, Config Config) Assign(string origin, string text)
    {
        if (text.Split('=', 2) is not [var name, var value] || name.Trim() is not { Length: > 0 } key)
            throw new PipelineException(FailureKind.Settings, $"{origin}: expected KEY=VALUE, found '{Hocon.Printable(text)}'.");
        value = value.Trim();
        return (key, Parse($"{origin} {key}", Assignment(key, value is ['[' or '{' or '"', ..] ? value : Hocon.Quote(value))));
    }

    /// <summary>One setting, whose value is the text as it stands.</summary>
    /// <param name="origin">Where it stands, for errors.</param>
    /// <param name="key">With or without its root.</param>
    /// <param name="text">The value.</param>
    public static Config Set(string origin, string key, string text) => Parse(origin, Assignment(key, Hocon.Quote(text)));

    /// <summary>One setting that is a list.</summary>
    /// <inheritdoc cref="Set(string, string, string)"/>
    /// <param name="origin">Where it stands, for errors.</param>
    /// <param name="key">With or without its root.</param>
    /// <param name="texts">The values.</param>
    public static Config Set(string origin, string key, IEnumerable<string> texts) => Parse(origin, Assignment(key, Hocon.List(texts)));

    private static string Assignment(string key, string hocon) => $"{(KnownSettings.HasRoot(key) ? key : $"{SettingsReader.Root}.{key}")} = {hocon}";
}
