using System.Collections.ObjectModel;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Settings;

namespace ActorPipeline.Checkpoints;

/// <summary>A run as it was after one of its batches.</summary>
/// <param name="Stream">What the stream is a function of.</param>
/// <param name="Cursor">Where in the stream the run was.</param>
/// <param name="Parts">What everybody else needs to go on from there, by <see cref="ICheckpointed.Part"/>.</param>
public sealed record Checkpoint(StreamIdentity Stream, StreamCursor Cursor, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Parts)
{
    // What was taken for it may be the same where the settings differ, and the other way round: the trainer compares that.
    private const string ThreadsKey = "trainer.threads";

    /// <summary>A place in a stream, and nothing else.</summary>
    public static Checkpoint Of(StreamIdentity stream, StreamCursor cursor) => new(stream, cursor, ReadOnlyDictionary<string, ReadOnlyMemory<byte>>.Empty);

    /// <summary>The training settings of the run: they are no part of the stream, but other ones lead to other weights.</summary>
    public IReadOnlyList<SettingValue> Training { get; init; } = [];

    /// <summary>Which training settings are others now, a line each.</summary>
    public IEnumerable<string> TrainingDifferences(IReadOnlyList<SettingValue> now) =>
        from then in Training
        join current in now on then.Key equals current.Key
        where then.Value != current.Value && then.Key != ThreadsKey
        select $"{SettingsReader.Root}.{then.Key}: {then.Value} then, {current.Value} now";

    /// <summary>A part, to be read from its begin; null: nobody saved it.</summary>
    public Stream? Open(string part) => Parts.TryGetValue(part, out var bytes) ? new MemoryStream(bytes.ToArray(), writable: false) : null;

    /// <summary>Makes sure that a run goes on with the same stream.</summary>
    /// <param name="now">The identity of the run's stream.</param>
    /// <exception cref="PipelineException">Files or data-order settings have changed; the message lists how.</exception>
    public void Expect(StreamIdentity now)
    {
        if (Stream.DifferencesTo(now) is { Count: > 0 } differences)
            throw new PipelineException(FailureKind.Settings,
                $"The checkpoint of step {Cursor.Steps} is of another stream; expected its files and its data-order settings, found:\n  {string.Join("\n  ", differences)}");
    }
}

/// <summary>Has something to go on from, which belongs into a checkpoint.</summary>
public interface ICheckpointed
{
    /// <summary>The name of its part.</summary>
    string Part { get; }

    /// <summary>Writes its state after the batch that it has seen last. The run waits for it.</summary>
    void Save(Stream stream);
}
