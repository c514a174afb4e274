using System.Buffers;
using ActorPipeline.Data;
using ActorPipeline.Errors;

namespace ActorPipeline.Sources;

/// <summary>
/// Line numbers by offset, counted on demand: nobody needs them while all goes well. Remembers the count at every
/// <see cref="Stride"/> bytes, so that asking in any order costs one pass over the file and a stride each.
/// </summary>
public sealed class LineNumbers
{
    private const int Stride = 64 * 1024;

    private readonly DataFile _file;
    private readonly List<long> _linesBefore = [0];

    /// <param name="file">The file to count in.</param>
    public LineNumbers(DataFile file) => _file = file;

    /// <summary>The number, 1-based, of the line that starts at an offset.</summary>
    /// <exception cref="PipelineException">The file cannot be read.</exception>
    public static long At(DataFile file, long offset) => new LineNumbers(file).At(offset);

    /// <summary>The number, 1-based, of the line that starts at an offset.</summary>
    /// <exception cref="PipelineException">The file cannot be read.</exception>
    public long At(long offset)
    {
        using var file = new SplitFile(_file);
        var memory = ArrayPool<byte>.Shared.Rent(Stride);
        try
        {
            var stride = (int)(offset / Stride);
            while (_linesBefore.Count <= stride)
                _linesBefore.Add(_linesBefore[^1] + CountLines(file, memory, (_linesBefore.Count - 1L) * Stride, Stride));
            return 1 + _linesBefore[stride] + CountLines(file, memory, (long)stride * Stride, (int)(offset % Stride));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }

    private static int CountLines(SplitFile file, byte[] memory, long offset, int length) =>
        memory.AsSpan(0, file.Read(memory.AsSpan(0, length), offset)).Count((byte)'\n');
}
