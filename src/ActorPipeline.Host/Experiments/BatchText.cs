using ActorPipeline.Data;

namespace ActorPipeline.Host.Experiments;

/// <summary>The lines of one batch as they stand in the files, in memory of its own.</summary>
internal sealed class BatchText
{
    private readonly List<Part> _parts = [];
    private byte[] _memory = new byte[64 * 1024];
    private int _length;

    /// <summary>Lines that follow one another in a split, each with its line end.</summary>
    /// <param name="Split">The split.</param>
    /// <param name="Offset">Where in its file they start.</param>
    /// <param name="Start">Where in this text they start.</param>
    /// <param name="Length">Their bytes.</param>
    private readonly record struct Part(Split Split, long Offset, int Start, int Length);

    /// <summary>The batch's number, 1-based.</summary>
    public int Step { get; private set; }

    /// <summary>Lines in it.</summary>
    public int Lines { get; private set; }

    /// <summary>The runs of lines that follow one another in a split.</summary>
    public IEnumerable<(Split Split, long Offset, ReadOnlyMemory<byte> Lines)> Parts =>
        _parts.Select(part => (part.Split, part.Offset, (ReadOnlyMemory<byte>)_memory.AsMemory(part.Start, part.Length)));

    /// <summary>Becomes another batch's, without lines.</summary>
    public void Begin(int step)
    {
        _parts.Clear();
        (Step, _length, Lines) = (step, 0, 0);
    }

    /// <summary>Takes a line, with its line end; a file's last one may lack it.</summary>
    public void Add(Split split, long offset, ReadOnlySpan<byte> line)
    {
        if (_memory.Length - _length < line.Length)
            Array.Resize(ref _memory, Math.Max(2 * _memory.Length, _length + line.Length));
        line.CopyTo(_memory.AsSpan(_length));
        if (_parts is [.., var last] && last.Split == split && last.Offset + last.Length == offset)
            _parts[^1] = last with { Length = last.Length + line.Length };
        else
            _parts.Add(new Part(split, offset, _length, line.Length));
        _length += line.Length;
        Lines++;
    }
}
