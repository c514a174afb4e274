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

    /// <summary>Reads the next block of a split of this file.</summary>
    /// <param name="split">The split.</param>
    /// <param name="at">Which block; for the first one any place before its first line, in the split.</param>
    /// <param name="memory">Takes it; no line may be longer.</param>
    /// <returns>Where its first line starts, its bytes, and whether it is the split's last. Without bytes: the split owns no line.</returns>
    /// <exception cref="PipelineException">The file cannot be read, or a line does not fit.</exception>
    public (long Offset, int Length, bool IsLast) ReadBlock(Split split, BlockStart at, Span<byte> memory)
    {
        var (offset, have) = at.Index == 0 ? Seek(at.Offset, memory) : (at.Offset, 0);
        if (offset >= split.End)
            return (offset, 0, true);
        var read = have + Read(memory[have..], offset + have);
        var (length, isLast) = LineCut.Block(memory[..read], offset, split.End, endsFile: offset + read == File.Length);
        return length > 0 ? (offset, length, isLast) : throw new PipelineException(FailureKind.Data,
            $"{File.Path}:{LineNumbers.At(File, offset)}:1: expected a line of at most {memory.Length} bytes (reader.block-bytes), "
            + "found a longer one.");
    }

    // The start of the first line at or behind an offset, the file's length if there is none; what was read behind that start is in the memory.
    private (long Offset, int Length) Seek(long offset, Span<byte> memory)
    {
        if (offset == File.DataStart)
            return (offset, 0);
        for (var at = offset - 1; at < File.Length;)
        {
            var read = Read(memory, at);
            var start = memory[..read].IndexOf((byte)'\n') + 1;
            if (start > 0)
            {
                memory[start..read].CopyTo(memory);
                return (at + start, read - start);
            }
            at += read;
        }
        return (File.Length, 0);
    }

    public void Dispose() => _handle.Dispose();
}
