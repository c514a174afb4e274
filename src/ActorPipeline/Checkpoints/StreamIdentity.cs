using System.Globalization;
using System.Text.Json;
using ActorPipeline.Enumerating;
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

    /// <summary>The identity of the stream that these settings give of these files.</summary>
    public static StreamIdentity Of(PipelineSettings settings, IReadOnlyList<DataFile> files) => new(
        CurrentOrderVersion, [.. SettingsOf(settings)], [.. files.Select(f => new StreamFile(f.Path, f.Length, f.LastWrite))]);

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
                yield return $"{file.Path}: it was one of the files then, it is none now";
            else if (current.Length != file.Length)
                yield return $"{file.Path}: {file.Length} bytes then, {current.Length} now";
            else if (current.LastWrite != file.LastWrite)
                yield return FormattableString.Invariant($"{file.Path}: last changed {file.LastWrite:O} then, {current.LastWrite:O} now");
        }
        foreach (var path in files.Keys)
            yield return $"{path}: it was none of the files then, it is one now";
    }

    // What files.paths means is in the files. Whether there is a shuffle at all is in its sizes and in files.shuffle.
    private static IEnumerable<SettingValue> SettingsOf(PipelineSettings settings)
    {
        var (files, format, shuffle) = (settings.Files, settings.Decoder.Format, settings.Shuffle);
        return
        [
            new("seed", Text(files.Seed)),
            new("epochs", files.Epochs is { } epochs ? Text(epochs) : "endless"),
            new("interleave", Text(shuffle.Interleave)),
            new("files.shuffle", Flag(files.ShuffleFiles)),
            new("files.split-bytes", Text(files.SplitBytes)),
            new("reader.block-bytes", Text(settings.Reader.BlockBytes)),
            new("reader.header-lines", Text(files.HeaderLines)),
            new("decoder.delimiter", format.Delimiter == '\t' ? "tab" : Quoted(((char)format.Delimiter).ToString())),
            new("decoder.use-quote-delim", Flag(format.Quoted)),
            new("decoder.na-value", Quoted(System.Text.Encoding.UTF8.GetString(format.MissingText))),
            new("decoder.default-value", format.Default is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : "required"),
            new("decoder.select-columns", $"[{string.Join(", ", format.Columns)}]"),
            new("decoder.label-column", Text(format.LabelColumn)),
            new("decoder.on-bad-record", Word(shuffle.OnBadRecord)),
            new("shuffle.min-after-dequeue", Text(shuffle.MinAfterDequeue)),
            new("shuffle.capacity", Text(shuffle.Capacity)),
            new("shuffle.epoch-boundary", Word(shuffle.Boundary)),
            new("shuffle.batch-size", Text(shuffle.BatchSize)),
            new("shuffle.allow-smaller-final-batch", Flag(shuffle.AllowSmallerFinalBatch)),
        ];
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "on" : "off";

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
