using System.Text;
using ActorPipeline.Flow;
using ActorPipeline.Reading;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Consuming;

/// <summary>
/// Which record each row came from: a line of tab-separated text for each row in stream order. Columns: step (1-based),
/// position in the batch (0-based), epoch (0-based), file, byte offset of the line, line number (1-based).
/// </summary>
public sealed class OriginsFile : IBatchObserver
{
    private readonly string _path;
    private readonly StreamWriter _writer;
    private LineNumbers[] _lines = [];
    private string[] _names = [];

    /// <param name="path">The file to write; one that is there is replaced.</param>
    /// <exception cref="PipelineException">It cannot be written.</exception>
    public OriginsFile(string path)
    {
        _path = path;
        _writer = FileFailure.Guard(path, () => new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 64 * 1024));
        _writer.NewLine = "\n";
    }

    /// <inheritdoc/>
    public void Begin(ConsumerContext context)
    {
        _lines = [.. context.Files.Select(f => new LineNumbers(f))];
        _names = [.. context.Files.Select(f => BelowWorkingDirectory(f.Path))];
    }

    /// <inheritdoc/>
    public void Observe(MiniBatch batch)
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

    /// <inheritdoc/>
    public void Dispose() => FileFailure.Guard(_path, _writer.Dispose);

    private static string BelowWorkingDirectory(string path)
    {
        var relative = Path.GetRelativePath(".", path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
