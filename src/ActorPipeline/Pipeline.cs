using System.Runtime.CompilerServices;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline;

/// <summary>
/// Files -> shuffled mini-batches, for a training loop of your own:
/// <code>
/// await using var pipeline = Pipeline.FromFiles("data/*.csv").Epochs(2).Shuffle(seed: 23, minAfterDequeue: 1000).Batch(50).Build();
/// await foreach (var batch in pipeline.ReadBatchesAsync(stop))
///     Train(batch.Features, batch.Labels);
/// </code>
/// One pipeline is one run over its stream. Members are safe to use from any thread.
/// </summary>
public sealed class Pipeline : IAsyncDisposable
{
    private readonly PipelineSettings _settings;
    private readonly ActorSystem? _system;
    private readonly bool _shared;
    private readonly PipelineCursor? _from;
    private readonly BatchQueue _batches;
    private readonly Lock _gate = new();
    private RunHandle? _run;
    private bool _claimed;
    private bool _disposed;

    internal Pipeline(PipelineSettings settings, Config config, ActorSystem? system, bool shared, PipelineCursor? from)
    {
        // A cursor costs as much as there are rows that wait, so it comes once in as many rows; going on then reads about as many twice.
        var every = Math.Max(1, settings.Shuffle.Capacity / settings.Shuffle.BatchSize);
        _settings = settings with { CursorEvery = every };
        (Config, _system, _shared, _from, _batches) = (config, system, shared, from, new BatchQueue(from));
    }

    /// <summary>
    /// Where the stream is after the last batch that was handed out, to any reader: save it with the model that has been trained on that
    /// batch. Null before the first one, unless the run goes on from a cursor, which it is then.
    /// </summary>
    public PipelineCursor? Cursor => _batches.Cursor;

    /// <summary>All settings.</summary>
    internal Config Config { get; }

    /// <summary>The run; null before it begins.</summary>
    internal RunHandle? Run => _run;

    /// <summary>A pipeline over files of text, one record a line.</summary>
    /// <param name="globs">Paths or shell globs, ** for folders of any depth; relative to the working directory.</param>
    public static PipelineBuilder FromFiles(params IEnumerable<string> globs) => new PipelineBuilder().Put("files.paths", Hocon.List(globs));

    /// <summary>
    /// The batches, in the order of the stream. The first call begins the run. A batch is valid until the next one is asked for, or the
    /// loop is left: its memory is used again then. Leaving the loop, by whatever way, ends the run.
    /// </summary>
    /// <param name="stop">Ends the loop with an <see cref="OperationCanceledException"/>, also while it waits.</param>
    /// <exception cref="PipelineException">The run failed, by its <see cref="PipelineException.Kind"/>; the batches before the failure have come.</exception>
    /// <exception cref="InvalidOperationException">It is, or was, read by another loop, and <see cref="PipelineBuilder.Share"/> does not allow that.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed, before or during the loop.</exception>
    public async IAsyncEnumerable<MiniBatch> ReadBatchesAsync([EnumeratorCancellation] CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        var run = Begin();
        try
        {
            while (await _batches.TakeAsync(stop).ConfigureAwait(false) is { } batch)
            {
                try
                {
                    yield return batch;
                }
                finally
                {
                    _batches.Return(batch);
                }
            }
            ObjectDisposedException.ThrowIf(_disposed, this);
            await run.ExpectSuccess(stop).ConfigureAwait(false);
        }
        finally
        {
            if (!_shared)
                run.Stop();
        }
    }

    /// <summary>Ends the run, if there is one, and waits until all its actors are gone. A batch that a loop still holds stays valid until the loop goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        RunHandle? run;
        lock (_gate)
            (_disposed, run) = (true, _run);
        if (run is null)
            return;
        run.Stop();
        await run.Ended.ConfigureAwait(false);
    }

    private RunHandle Begin()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_claimed && !_shared)
                throw new InvalidOperationException("This pipeline is being read, or was: it gives its stream once, to one loop. Build another one to read "
                    + "again, with ResumeFrom(pipeline.Cursor) to go on; or let several loops share the batches of one run with Share().");
            _claimed = true;
            return _run ??= RunHandle.Start(_settings, Config, _system, _batches, _from);
        }
    }
}
