namespace ActorPipeline.Settings;

/// <summary>What a setting may change.</summary>
public enum SettingKind
{
    /// <summary>Defines the stream.</summary>
    DataOrder,

    /// <summary>Changes how fast the stream comes, and not one bit of it.</summary>
    Speed,

    /// <summary>Defines what is learned from the stream.</summary>
    Training,

    /// <summary>When a run ends and what it tells.</summary>
    Run,
}

/// <summary>One setting as <c>reference.conf</c> documents it.</summary>
/// <param name="Key">The key below <see cref="SettingsReader.Root"/>.</param>
/// <param name="Default">The default, as it stands in the file.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Kind">What it may change.</param>
/// <param name="Unit">What the value counts.</param>
public sealed record Setting(string Key, string Default, string Description, SettingKind Kind, string Unit)
{
    /// <summary>It is a section with keys of its own: the engine's, or a user's.</summary>
    public bool IsSection => Default.StartsWith('{');
}

/// <summary>
/// The settings in the order of <c>reference.conf</c>. HOCON drops comments, and the comments are the documentation, so the
/// file is read by lines here; it keeps to one setting a line.
/// </summary>
public static class SettingsCatalog
{
    /// <summary>Every setting.</summary>
    public static IReadOnlyList<Setting> All { get; } = Parse(ReferenceConf.Text);

    /// <summary>Reads the text of a reference.conf.</summary>
    /// <exception cref="FormatException">A setting lacks its comment, or the comment its kind and unit.</exception>
    public static IReadOnlyList<Setting> Parse(string text)
    {
        var settings = new List<Setting>();
        var sections = new Stack<string>();
        var comment = new List<string>();
        foreach (var line in text.Split('\n').Select(l => l.Trim()))
        {
            if (line.StartsWith('#'))
            {
                comment.Add(line[1..].Trim());
                continue;
            }
            if (line.EndsWith('{'))
                sections.Push(line[..^1].Trim());
            else if (line == "}")
                sections.Pop();
            else if (line.IndexOfAny(['{', '=']) is > 0 and var nameEnd)
                settings.Add(Describe(Key(line[..nameEnd]), line[nameEnd..].TrimStart('=', ' '), comment));
            comment.Clear();
        }
        return settings;

        string Key(string name) => string.Join('.', sections.Reverse().Skip(1).Append(name.Trim()));
    }

    private static Setting Describe(string key, string value, List<string> comment)
    {
        if (comment.Count < 2 || comment[^1].Split(", ", 2) is not [var kind, var unit])
            throw new FormatException($"reference.conf: {key} lacks a comment that ends with 'KIND, UNIT'.");
        return new(key, value, string.Join(' ', comment.SkipLast(1)), kind switch
        {
            "data order" => SettingKind.DataOrder,
            "speed" => SettingKind.Speed,
            "training" => SettingKind.Training,
            "run" => SettingKind.Run,
            _ => throw new FormatException($"reference.conf: {key} has the unknown kind '{kind}'."),
        }, unit);
    }
}
