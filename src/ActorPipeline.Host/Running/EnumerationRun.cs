using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Host.Running;

/// <summary>One run without an actor: the stream as the cores give it in one thread.</summary>
internal static class EnumerationRun
{
    /// <summary>Enumerates to the end of the stream, or to a stop; checkpoints are written between two batches.</summary>
    /// <param name="pipeline">What the stream is a function of, and where checkpoints go.</param>
    /// <param name="from">The checkpoint to resume from; null: the beginning.</param>
    /// <param name="handlers">What takes the batches.</param>
    /// <param name="meters">Takes what is read and decoded.</param>
    /// <param name="warn">Takes warnings.</param>
    /// <param name="stop">Cancelled when the run is to stop.</param>
    /// <exception cref="Errors.PipelineException">A file cannot be read, a record is bad, or a checkpoint cannot be written.</exception>
    public static RunResult Run(PipelineSettings pipeline, Checkpoint? from, IReadOnlyList<IBatchHandler> handlers, PipelineMeters meters,
        Action<string> warn, CancellationToken stop)
    {
        using var batches = new Enumeration(pipeline, from: from, warn: text => warn($"warning: {text}"), meters: meters);
        var (folder, last) = (pipeline.Checkpoint.Folder is { } path ? new CheckpointFolder(path) : null, -1L);
        foreach (var handler in handlers)
            handler.Begin(new ConsumerContext(
                batches.Run, batches.Files, batches.Schema.Layout, Batches: 1, ActorRefs.Nobody, ActorRefs.Nobody, meters.Trainer)
            {
                Begin = batches.Start,
                From = from,
            });
        while (batches.Next() is { } batch)
        {
            foreach (var handler in handlers)
                handler.Handle(batch);
            batch.ReturnMemory();
            if (batch.Cursor is { } cursor)
                Save(cursor);
            if (stop.IsCancellationRequested)
                batches.Stop();
        }
        var end = batches.End!;
        if (end.Cursor!.Steps != last)
            Save(end.Cursor);
        return new(batches.Run, end.EndedBy, new Consumed(batches.Run, end), Failure: null, meters.BytesHeld, LeakedBuffers: 0, Stragglers: []);

        void Save(StreamCursor cursor)
        {
            last = cursor.Steps;
            folder?.Write(new Checkpoint(batches.Start.Stream, cursor, handlers.OfType<ICheckpointed>().ToDictionary(part => part.Part, BytesOf))
            {
                Training = pipeline.Training,
            }, pipeline.Checkpoint.Keep);
        }
    }

    private static ReadOnlyMemory<byte> BytesOf(ICheckpointed part)
    {
        using var bytes = new MemoryStream();
        part.Save(bytes);
        return bytes.ToArray();
    }
}
