using System.Reflection;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Where configurations come from.</summary>
public static class ConfigurationFactory
{
    public static Config Empty => ParseString("");

    /// <summary>Reads HOCON text.</summary>
    /// <exception cref="FormatException">The text is not HOCON; the message names line and column.</exception>
    /// <exception cref="ConfigurationException">An unquoted value holds <c>=</c> or <c>:</c>.</exception>
    public static Config ParseString(string hocon) => ParseString(hocon, null);

    /// <summary>Reads HOCON text; <paramref name="includeCallback"/> is asked for the content of every <c>include "name"</c>.</summary>
    /// <inheritdoc cref="ParseString(string)"/>
    public static Config ParseString(string hocon, Func<string, HoconRoot>? includeCallback) =>
        new(HoconParser.Parse(hocon, includeCallback));

    /// <summary>Reads the embedded resource <paramref name="resourceName"/> of <paramref name="assembly"/>.</summary>
    /// <exception cref="ArgumentNullException">The assembly has no such resource.</exception>
    internal static Config FromResource(string resourceName, Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(resourceName);
        using var reader = new StreamReader(stream!);
        return ParseString(reader.ReadToEnd());
    }
}
