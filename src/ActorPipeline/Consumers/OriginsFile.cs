using System.Globalization;
using System.Text;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Sources;
using ActorPipeline.Stages;

namespace ActorPipeline.Consumers;

/// <summary>
/// Which record each row came from: a line of tab-separated text for each row in stream order. Columns: step (1-based),
/// position in the batch (0-based), epoch (0-based), file, byte offset of the line, line number (1-based).
/// </summary>
public sealed class OriginsFile : IBatchHandler, ICheckpointed, IDisposable
{
    private readonly string _path;
    private readonly StreamWriter _writer;
    private LineNumbers[] _lines = [];
    private string[] _names = [];

    /// <param name="path">The file to write.</param>
    /// <param name="fromStep">Go on behind this step's rows; later ones in the file are dropped. Null: a file that is there is replaced.</param>
    /// <exception cref="PipelineException">It cannot be written.</exception>
    public OriginsFile(string path, long? fromStep = null)
    {
        _path = path;
        _writer = FileFailure.Guard(path, () =>
        {
            var kept = fromStep is { } step && File.Exists(path) ? LengthUpTo(path, step) : 0;
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            file.SetLength(kept);
            file.Seek(0, SeekOrigin.End);
            return new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 64 * 1024);
        });
        _writer.NewLine = "\n";
    }

    /// <inheritdoc/>
    public string Part => "origins";

    /// <summary>The name of a file as the lines have it: relative to the working directory if below it.</summary>
    public static string NameOf(string path)
    {
        var relative = Path.GetRelativePath(".", path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <inheritdoc/>
    public void Begin(ConsumerContext context)
    {
        _lines = [.. context.Files.Select(f => new LineNumbers(f))];
        _names = [.. context.Files.Select(f => NameOf(f.Path))];
    }

    /// <inheritdoc/>
    public void Handle(MiniBatch batch)
    {
        var origins = batch.Origins;
        for (var i = 0; i < origins.Length; i++)
        {
            var (epoch, file, offset) = origins[i];
            var line = _lines[file].At(offset);
            var text = $"{batch.Step}\t{i}\t{epoch}\t{_names[file]}\t{offset}\t{line}";
            FileFailure.Guard(_path, () => _writer.WriteLine(text));
        }
    }

    /// <summary>Whatever a checkpoint stands behind is in the file; the part itself is empty.</summary>
    public void Save(Stream stream) => FileFailure.Guard(_path, _writer.Flush);

    /// <inheritdoc/>
    public void Dispose() => FileFailure.Guard(_path, _writer.Dispose);

    // A line that was being written when the process died has too few fields.
    private static long LengthUpTo(string path, long step) => File.ReadLines(path)
        .TakeWhile(line => line.Split('\t') is [var number, _, _, _, _, _] && long.Parse(number, CultureInfo.InvariantCulture) <= step)
        .Sum(line => Encoding.UTF8.GetByteCount(line) + 1L);
}
