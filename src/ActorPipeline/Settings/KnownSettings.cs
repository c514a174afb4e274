using ActorPipeline.Errors;
using Akka.Configuration;

namespace ActorPipeline.Settings;

/// <summary>Finds settings that nobody would ever read: HOCON itself takes any key, and a misspelt one would be silent.</summary>
internal static class KnownSettings
{
    private static readonly string[] _roots = [SettingsReader.Root + ".", "akka."];

    /// <summary>The key starts with a section that may stand at the top.</summary>
    public static bool HasRoot(string key) => _roots.Any(root => key.StartsWith(root, StringComparison.Ordinal));

    /// <summary>Every key is one of the reference configuration, below one of its sections, or the engine's.</summary>
    /// <exception cref="PipelineException">One is not; names it, its place and the nearest one that exists.</exception>
    public static void Check(string origin, Config config)
    {
        if (config.IsEmpty)
            return;
        foreach (var (path, _) in SettingsReader.Leaves(config, ""))
        {
            if (path.StartsWith("akka.", StringComparison.Ordinal))
                continue;
            if (!path.StartsWith(SettingsReader.Root + ".", StringComparison.Ordinal))
                throw Unknown(origin, path, path);
            CheckKey(origin, path[(SettingsReader.Root.Length + 1)..]);
        }
    }

    /// <summary>The same for the pipeline's section alone; what stands beside it is somebody else's.</summary>
    /// <inheritdoc cref="Check"/>
    public static void CheckSection(string origin, Config config)
    {
        foreach (var (key, _) in SettingsReader.Leaves(config.GetConfig(SettingsReader.Root)!, ""))
            CheckKey(origin, key);
    }

    /// <summary>The same for one key below the pipeline's section.</summary>
    /// <inheritdoc cref="Check"/>
    public static void CheckKey(string origin, string key)
    {
        if (!Exists(key))
            throw Unknown(origin, $"{SettingsReader.Root}.{key}", key);
    }

    /// <summary>The key that is spelt most alike; first by the last name alone, because sections are what people forget.</summary>
    public static string Nearest(string key) => SettingsCatalog.All.Select(s => s.Key)
        .MinBy(known => (Math.Min(Distance(Name(key), Name(known)), Distance(key, known)), Distance(key, known)))!;

    private static PipelineException Unknown(string origin, string path, string key) => new(FailureKind.Settings,
        $"{origin}: there is no setting {Hocon.Printable(path)}; the nearest one is {SettingsReader.Root}.{Nearest(key)}.");

    private static bool Exists(string key) => SettingsCatalog.All.Any(s =>
        s.Key == key || (s.IsSection && key.StartsWith(s.Key + ".", StringComparison.Ordinal)));

    private static string Name(string key) => key[(key.LastIndexOf('.') + 1)..];

    // Levenshtein's: insertions, deletions and replacements.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
