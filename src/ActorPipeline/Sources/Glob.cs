using System.Text;
using System.Text.RegularExpressions;
using ActorPipeline.Errors;

namespace ActorPipeline.Sources;

/// <summary>
/// Shell globs over '/'-separated paths: <c>*</c> and <c>?</c> within a name, <c>[abc]</c> and <c>[!abc]</c> for one character,
/// <c>**</c> as a whole name for any depth. A path without any of these is itself.
/// </summary>
public static class Glob
{
    private static readonly char[] _special = ['*', '?', '['];

    /// <summary>The files that match, in no particular order; relative globs give relative paths.</summary>
    /// <exception cref="PipelineException">It is a folder, or no glob, or a folder on the way cannot be read.</exception>
    public static IReadOnlyList<string> Expand(string glob)
    {
        if (glob.IndexOfAny(_special) < 0)
            return File.Exists(glob) ? [glob] : Directory.Exists(glob) ? throw IsFolder(glob) : [];
        var names = glob.Split('/');
        var folders = names.TakeWhile(n => n.IndexOfAny(_special) < 0).Count();
        var root = string.Join('/', names[..folders]);
        return Walk(glob.StartsWith('/') && root.Length == 0 ? "/" : root, names[folders..]);
    }

    /// <summary>A glob that matches this path alone.</summary>
    public static string Escape(string path) => string.Concat(path.Select(c => _special.Contains(c) ? $"[{c}]" : c.ToString()));

    private static PipelineException IsFolder(string path) =>
        new(FailureKind.Settings, $"'{path}' is a folder; name its files, for example '{path.TrimEnd('/')}/*.csv'.");

    private static List<string> Walk(string folder, string[] names)
    {
        var directory = new DirectoryInfo(folder.Length == 0 ? "." : folder);
        if (!directory.Exists)
            return [];
        try
        {
            // As in a shell, ** passes by hidden folders, and by links, which may lead back.
            if (names[0] == "**")
                return [.. Walk(folder, names.Length > 1 ? names[1..] : ["*"]), .. directory.EnumerateDirectories()
                    .Where(d => !d.Name.StartsWith('.') && d.LinkTarget is null).SelectMany(d => Walk(Join(folder, d.Name), names))];
            var pattern = Pattern(names[0]);
            return names.Length == 1
                ? [.. directory.EnumerateFiles().Where(f => pattern.IsMatch(f.Name)).Select(f => Join(folder, f.Name))]
                : [.. directory.EnumerateDirectories().Where(d => pattern.IsMatch(d.Name)).SelectMany(d => Walk(Join(folder, d.Name), names[1..]))];
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Of(directory.FullName, e);
        }
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    // As in a shell, a leading dot is matched by a dot alone.
    private static Regex Pattern(string name)
    {
        var regex = new StringBuilder(name.StartsWith('.') ? "^" : "^(?!\\.)");
        for (var i = 0; i < name.Length; i++)
        {
            var close = name[i] == '[' ? name.IndexOf(']', Math.Min(i + 2, name.Length)) : -1;
            if (close > 0)
            {
                var set = name[(i + 1)..close].Replace("\\", "\\\\");
                regex.Append('[').Append(set.StartsWith('!') ? "^" + set[1..] : set).Append(']');
                i = close;
            }
            else
            {
                regex.Append(name[i] switch { '*' => ".*", '?' => ".", _ => Regex.Escape(name[i].ToString()) });
            }
        }
        try
        {
            return new Regex(regex.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (RegexParseException e)
        {
            throw new PipelineException(FailureKind.Settings, $"'{name}' is not a glob: a range such as [a-z] goes from the lower to the higher character.", e);
        }
    }
}
