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
    public static Layer OfFile(string path) => path.Length == 0
        ? throw new PipelineException(FailureKind.Settings, "--config: expected a file, found ''.")
        : new(path, SettingsText.Parse(path, FileFailure.Guard(path, () => File.ReadAllText(path))));

    /// <summary>A text KEY=VALUE; see <see cref="SettingsText.Assign"/>.</summary>
    public static Layer OfAssignment(string option, string text)
    {
        var (key, config) = SettingsText.Assign(option, text);
        return new($"{option} {key}", config);
    }

    /// <summary>One setting.</summary>
    /// <param name="origin">The place.</param>
    /// <param name="key">With or without its root.</param>
    /// <param name="text">Its value.</param>
    public static Layer Of(string origin, string key, string text) => new(origin, SettingsText.Set(origin, key, text));

    /// <summary>One setting that is a list.</summary>
    public static Layer Of(string origin, string key, IEnumerable<string> texts) => new(origin, SettingsText.Set(origin, key, texts));
}
