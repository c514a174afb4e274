using ActorPipeline.Data;
using ActorPipeline.Settings;

namespace ActorPipeline.Checkpoints;

/// <summary>A file of the data set.</summary>
/// <param name="Path">As the glob gave it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="LastWrite">Time of the last change, UTC.</param>
public sealed record StreamFile(string Path, long Length, DateTime LastWrite);

/// <summary>What a stream is a function of: two runs with equal identities give the same batches, bit for bit.</summary>
/// <param name="OrderVersion">The version of the order itself: of the permutation, the sequence of blocks, the shuffle and the batches.</param>
/// <param name="Settings">Every data-order setting, each value in one form for all that mean the same.</param>
/// <param name="Files">Every file, in ordinal order of the paths.</param>
public sealed record StreamIdentity(int OrderVersion, IReadOnlyList<SettingValue> Settings, IReadOnlyList<StreamFile> Files)
{
    /// <summary>The order that this version of the library gives.</summary>
    public const int CurrentOrderVersion = 1;

    private const int FilesNamed = 10;

    /// <summary>The identity of the stream that these data-order settings give of these files.</summary>
    public static StreamIdentity Of(IReadOnlyList<SettingValue> dataOrder, IReadOnlyList<DataFile> files) =>
        new(CurrentOrderVersion, dataOrder, [.. files.Select(f => new StreamFile(f.Path, f.Length, f.LastWrite))]);

    /// <summary>What is different in another identity, a line each: what it was, and what it is now.</summary>
    public IReadOnlyList<string> DifferencesTo(StreamIdentity now)
    {
        var differences = new List<string>();
        if (OrderVersion != now.OrderVersion)
            differences.Add($"the order of rows: version {OrderVersion} then, {now.OrderVersion} now");
        var settings = now.Settings.ToDictionary(s => s.Key, s => s.Value);
        foreach (var (key, value) in Settings)
            if (settings.GetValueOrDefault(key) is var current && current != value)
                differences.Add($"{SettingsReader.Root}.{key}: {value} then, {current ?? "no such setting"} now");
        string[] files = [.. FileDifferences(now)];
        differences.AddRange(files.Take(FilesNamed));
        if (files.Length > FilesNamed)
            differences.Add($"and {files.Length - FilesNamed} more file(s)");
        return differences;
    }

    private IEnumerable<string> FileDifferences(StreamIdentity now)
    {
        var files = now.Files.ToDictionary(f => f.Path);
        foreach (var file in Files)
        {
            if (!files.Remove(file.Path, out var current))
                yield return $"{file.Path}: missing now; was part of the data set";
            else if (current.Length != file.Length)
                yield return $"{file.Path}: {file.Length} bytes then, {current.Length} now";
            else if (current.LastWrite != file.LastWrite)
                yield return FormattableString.Invariant($"{file.Path}: last changed {file.LastWrite:O} then, {current.LastWrite:O} now");
        }
        foreach (var path in files.Keys)
            yield return $"{path}: new; was not part of the data set";
    }
}
