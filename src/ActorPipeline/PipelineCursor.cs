using System.Buffers.Binary;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;

namespace ActorPipeline;

/// <summary>
/// A place in a data set's stream, between two batches. Save it with your model; a run with <c>RunOptions.From</c> gives the rest
/// of the stream, bit for bit.
/// </summary>
/// <remarks>
/// It is the last place whose whole state the stream has told, and the number of a batch: going on means to begin there and to leave out
/// the batches up to that number. So it costs next to nothing to take one after each batch.
/// </remarks>
public sealed class PipelineCursor
{
    private const string StepPart = "cursor-step";

    private PipelineCursor(Checkpoint origin, long step) => (Origin, Step) = (origin, step);

    /// <summary>Batches of the stream before this place, from the stream's begin on: the <see cref="MiniBatch.Step"/> of the last of them.</summary>
    public long Step { get; }

    /// <summary>A place at or before this one, with all that is needed to go on from there.</summary>
    internal Checkpoint Origin { get; }

    /// <summary>Reads what <see cref="Save(string)"/> wrote. A checkpoint of the console host will do too.</summary>
    /// <exception cref="PipelineException">The file cannot be read, is none, or is damaged.</exception>
    public static PipelineCursor Load(string path) => From(CheckpointFile.Read(path));

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote, to the end of the stream.</summary>
    /// <exception cref="PipelineException">It is no cursor, or is damaged.</exception>
    public static PipelineCursor Load(Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return From(CheckpointFile.Read("cursor", bytes.ToArray()));
    }

    /// <summary>Writes it to a file, which is there as a whole or not at all.</summary>
    /// <exception cref="PipelineException">It cannot be written.</exception>
    public void Save(string path) => CheckpointFile.Write(path, WithStep());

    /// <summary>Writes it to a stream.</summary>
    public void Save(Stream stream) => CheckpointFile.Write(stream, WithStep());

    /// <summary>A place of which all is known.</summary>
    internal static PipelineCursor At(Checkpoint origin) => new(origin, origin.Cursor.Steps);

    /// <summary>The place after a batch that follows this place.</summary>
    internal PipelineCursor After(MiniBatch batch) =>
        batch.Cursor is { } cursor ? At(Checkpoint.Of(Origin.Stream, cursor)) : new(Origin, batch.Step);

    private static PipelineCursor From(Checkpoint saved) => new(
        Checkpoint.Of(saved.Stream, saved.Cursor),
        saved.Parts.TryGetValue(StepPart, out var step) ? BinaryPrimitives.ReadInt64LittleEndian(step.Span) : saved.Cursor.Steps);

    private Checkpoint WithStep()
    {
        var step = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(step, Step);
        return Origin with { Parts = new Dictionary<string, ReadOnlyMemory<byte>> { [StepPart] = step } };
    }
}
