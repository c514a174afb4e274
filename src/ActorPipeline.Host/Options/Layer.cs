using ActorPipeline.Errors;
using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Host.Options;

/// <summary>Settings from one place.</summary>
/// <param name="Origin">The place: a file or an option.</param>
/// <param name="Config">What stands there.</param>
internal sealed record Layer(string Origin, Config Config)
{
    /// <summary>A file of HOCON.</summary>
    /// <exception cref="PipelineException">It cannot be read, is not HOCON, or has a setting that does not exist.</exception>
    public static Layer OfFile(string path)
    {
        if (path.Length == 0)
            throw new PipelineException(FailureKind.Settings, "--config: expected a file, found ''.");
        return Parse(path, FileFailure.Guard(path, () => File.ReadAllText(path)));
    }

    /// <summary>
    /// A text KEY=VALUE. A key that starts with neither <c>actor-pipeline.</c> nor <c>akka.</c> is below the former. The value is the
    /// text as it stands, unless it begins as a list, an object or a quoted string of HOCON does.
    /// </summary>
    /// <exception cref="PipelineException">It has another form, or the setting does not exist.</exception>
    public static Layer OfAssignment(string option, string text)
    {
        if (text.Split('=', 2) is not [var name, var value] || name.Trim() is not { Length: > 0 } key)
            throw new PipelineException(FailureKind.Settings, $"{option}: expected KEY=VALUE, found '{text}'.");
        value = value.Trim();
        return Of($"{option} {key}", key, value is ['[' or '{' or '"', ..] ? value : Hocon.Quote(value));
    }

    /// <summary>One setting.</summary>
    /// <param name="origin">The place.</param>
    /// <param name="key">With or without its root.</param>
    /// <param name="value">As HOCON.</param>
    public static Layer Of(string origin, string key, string value) =>
        Parse(origin, $"{(KnownSettings.HasRoot(key) ? key : $"{SettingsReader.Root}.{key}")} = {value}");

    private static Layer Parse(string origin, string hocon)
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
        return new Layer(origin, config);
    }
}
