using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using Microsoft.Win32.SafeHandles;

namespace ActorPipeline.Sources;

/// <summary>One open file, read at offsets; failures name the path.</summary>
internal sealed class SplitFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    public SplitFile(DataFile file)
    {
        File = file;
        _handle = FileFailure.Guard(file.Path, () => System.IO.File.OpenHandle(file.Path, options: FileOptions.SequentialScan));
    }

    public DataFile File { get; }

    /// <summary>Fills the buffer from the file; fewer bytes only at the length that the file had when the run started.</summary>
    public int Read(Span<byte> buffer, long offset)
    {
        if (buffer.Length > File.Length - offset)
            buffer = buffer[..(int)(File.Length - offset)];
        var total = 0;
        try
        {
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(_handle, buffer[total..], offset + total);
                if (read == 0)
                    throw new IOException($"the file became shorter: {File.Length} bytes at the start of the run, now {RandomAccess.GetLength(_handle)}");
                total += read;
            }
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Of(File.Path, e);
        }
        return total;
    }

    /// <summary>The start of the first line that starts at or after an offset; the file's length if there is none.</summary>
    /// <param name="offset">Any byte of the data.</param>
    /// <param name="scratch">Memory to read into.</param>
    public long FirstLineFrom(long offset, Span<byte> scratch)
    {
        if (offset == File.DataStart)
            return offset;
        for (var at = offset - 1; at < File.Length;)
        {
            var read = Read(scratch, at);
            var end = scratch[..read].IndexOf((byte)'\n');
            if (end >= 0)
                return at + end + 1;
            at += read;
        }
        return File.Length;
    }

    /// <summary>Reads the next block of a split of this file.</summary>
    /// <param name="split">The split.</param>
    /// <param name="at">Which block; for the first one any place before its first line, in the split.</param>
    /// <param name="memory">Takes it; no line may be longer.</param>
    /// <returns>Where its first line starts, its bytes, and whether it is the split's last. Without bytes: the split owns no line.</returns>
    /// <exception cref="PipelineException">The file cannot be read, or a line does not fit.</exception>
    public (long Offset, int Length, bool IsLast) ReadBlock(Split split, BlockStart at, Span<byte> memory)
    {
        var offset = at.Index == 0 ? FirstLineFrom(at.Offset, memory) : at.Offset;
        if (offset >= split.End)
            return (offset, 0, true);
        var read = Read(memory, offset);
        var (length, isLast) = LineCut.Block(memory[..read], offset, split.End, endsFile: offset + read == File.Length);
        return length > 0 ? (offset, length, isLast) : throw new PipelineException(FailureKind.Data,
            $"{File.Path}:{LineNumbers.At(File, offset)}:1: expected a line of at most {memory.Length} bytes (reader.block-bytes), "
            + "found a longer one.");
    }

    public void Dispose() => _handle.Dispose();
}
