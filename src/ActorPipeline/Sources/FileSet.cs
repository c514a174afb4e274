using System.Buffers;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;

namespace ActorPipeline.Sources;

/// <summary>The files of a run and the first record among them; what finding them took from the disk.</summary>
/// <param name="Files">Every file, in ordinal order of the paths.</param>
/// <param name="FirstRecord">The first record of the first file that has one, without its line end.</param>
internal sealed record FileSet(IReadOnlyList<DataFile> Files, ReadOnlyMemory<byte> FirstRecord)
{
    private const int ProbeBytes = 64 * 1024;

    /// <summary>Finds the files of all globs, each once, however many globs find it and by whatever path.</summary>
    /// <exception cref="PipelineException">A glob has no match, a file cannot be opened, or no file has a record.</exception>
    public static FileSet Find(IReadOnlyList<string> globs, int headerLines)
    {
        if (globs.Count == 0)
            throw new PipelineException(FailureKind.Settings, "No data: files.paths is empty; name files or globs, for example --data 'data/*.csv'.");
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        var places = new HashSet<string>(StringComparer.Ordinal);
        foreach (var glob in globs)
        {
            var matches = Glob.Expand(glob);
            if (matches.Count == 0)
                throw new PipelineException(FailureKind.Settings, $"No file matches '{glob}' in {Directory.GetCurrentDirectory()}.");
            paths.UnionWith(matches.Where(path => places.Add(Path.GetFullPath(path))));
        }

        var files = new List<DataFile>();
        byte[]? first = null;
        foreach (var path in paths)
        {
            FileFailure.Guard(path, () =>
            {
                var (dataStart, record) = Probe(path, headerLines, wantRecord: first is null);
                var file = new FileInfo(path);
                files.Add(new DataFile(files.Count, path, file.Length, file.LastWriteTimeUtc, dataStart));
                first ??= record;
            });
        }
        return first is not null
            ? new FileSet(files, first)
            : throw new PipelineException(FailureKind.Data, $"{string.Join(", ", globs)}: no record in {files.Count} file(s), the first of them {files[0].Path}.");
    }

    private static (long DataStart, byte[]? Record) Probe(string path, int headerLines, bool wantRecord)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, ProbeBytes);
        for (var i = 0; i < headerLines; i++)
            ReadLine(stream, null);
        var dataStart = stream.Position;
        var startsFile = headerLines == 0;
        var line = new ArrayBufferWriter<byte>();
        while (wantRecord && ReadLine(stream, line))
        {
            var record = LineText.Trim(line.WrittenSpan, startsFile);
            if (record.Length > 0)
                return (dataStart, record.ToArray());
            startsFile = false;
            line.ResetWrittenCount();
        }
        return (dataStart, null);
    }

    // False at the end of the file, where nothing was read.
    private static bool ReadLine(FileStream stream, ArrayBufferWriter<byte>? line)
    {
        var any = false;
        for (int b; (b = stream.ReadByte()) >= 0;)
        {
            any = true;
            if (b == '\n')
                break;
            if (line is not null)
                line.Write([(byte)b]);
        }
        return any;
    }
}
