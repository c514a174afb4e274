using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using ActorPipeline.Sources;

namespace ActorPipeline.Stages;

/// <summary>Takes a row that was read again: its place among those asked for, and its bytes.</summary>
public delegate void TakeRow(int index, ReadOnlySpan<byte> row);

/// <summary>Reads rows again by their origins; the rows come from any thread and in any order, each once.</summary>
public delegate Task RestoreRows(IReadOnlyList<RowOrigin> origins, TakeRow take, CancellationToken stop);

/// <summary>Reads rows again by their origins: in the order of the files, many lines with one read, on all cores.</summary>
/// <param name="files">The files that origins count.</param>
/// <param name="schema">How records become rows.</param>
/// <param name="blockBytes">Bytes of the longest line there may be; the most that is read at once.</param>
internal sealed class RowRestorer(IReadOnlyList<DataFile> files, IRecordSchema schema, int blockBytes)
{
    private const int RowsOfAPart = 512;
    private const int FirstGuessOfALine = 16 * 1024;

    /// <inheritdoc cref="RestoreRows"/>
    /// <exception cref="PipelineException">A file cannot be read, or holds no row at an origin.</exception>
    public Task ReadAsync(IReadOnlyList<RowOrigin> origins, TakeRow take, CancellationToken stop) => Task.Run(() => Read(origins, take, stop), stop);

    /// <inheritdoc cref="ReadAsync"/>
    public void Read(IReadOnlyList<RowOrigin> origins, TakeRow take, CancellationToken stop)
    {
        int[] order = [.. Enumerable.Range(0, origins.Count).OrderBy(i => origins[i].File).ThenBy(i => origins[i].Offset)];
        var parts = order.GroupBy(i => origins[i].File).SelectMany(file => file.Chunk(RowsOfAPart));
        try
        {
            Parallel.ForEach(parts, new ParallelOptions { CancellationToken = stop }, part => ReadPart(part, origins, take));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<PipelineException>().FirstOrDefault() is { } first)
        {
            throw first;
        }
    }

    private void ReadPart(int[] part, IReadOnlyList<RowOrigin> origins, TakeRow take)
    {
        var decoder = schema.CreateDecoder();
        using var file = new SplitFile(files[origins[part[0]].File]);
        if (origins[part[^1]].Offset is var farthest && farthest >= file.File.Length)
            throw NoRow(file.File, farthest);
        var memory = GC.AllocateUninitializedArray<byte>(blockBytes);
        var row = new byte[schema.Layout.RowBytes];
        var lineGuess = Math.Min(FirstGuessOfALine, blockBytes);
        for (var next = 0; next < part.Length;)
        {
            var start = origins[part[next]].Offset;
            var last = next;
            while (last + 1 < part.Length && origins[part[last + 1]].Offset - start + lineGuess <= blockBytes)
                last++;
            var read = file.Read(memory.AsSpan(0, (int)Math.Min(blockBytes, origins[part[last]].Offset - start + lineGuess)), start);
            var endsFile = start + read == file.File.Length;
            var first = next;
            for (; next <= last; next++)
            {
                var text = memory.AsSpan(0, read)[(int)(origins[part[next]].Offset - start)..];
                var end = text.IndexOf((byte)'\n');
                if (end < 0 && !endsFile)
                    break;
                Decode(decoder, file.File, end < 0 ? text : text[..(end + 1)], origins[part[next]].Offset, row);
                take(part[next], row);
            }
            if (next == first)
                lineGuess = lineGuess < blockBytes ? Math.Min(2 * lineGuess, blockBytes) : throw NoRow(file.File, start);
        }
    }

    private static void Decode(IRowDecoder decoder, DataFile file, ReadOnlySpan<byte> line, long offset, byte[] row)
    {
        Span<long> offsets = stackalloc long[1];
        if (decoder.Decode(line, offset, row, offsets).Rows != 1)
            throw NoRow(file, offset);
    }

    private static PipelineException NoRow(DataFile file, long offset) => new(FailureKind.Data,
        $"{file.Path}: expected at byte {offset} the record that was there when the checkpoint was written, found none.");
}
