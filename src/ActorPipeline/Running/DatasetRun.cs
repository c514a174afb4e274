using System.Runtime.CompilerServices;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Settings;
using ActorPipeline.Sources;
using Akka.Configuration;

namespace ActorPipeline.Running;

/// <summary>Runs data sets.</summary>
public static class DatasetRuns
{
    /// <summary>A run of the data set's stream. It begins to read when its batches are asked for.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="options">How it is run; null: as the defaults have it.</param>
    /// <exception cref="PipelineException">A setting is not what it must be; the message names key, expectation and value.</exception>
    public static DatasetRun Start(this Dataset data, RunOptions? options = null)
    {
        options ??= new RunOptions();
        SettingProperty.Check(data);
        var (run, config) = options.Resolve();
        return new DatasetRun(new PipelineSettings(data, run), config, options);
    }

    /// <summary>The files of the data set as they are now, in ordinal order of the paths.</summary>
    /// <param name="data">The data set.</param>
    /// <exception cref="PipelineException">A glob has no match, a file cannot be opened, or no file has a record.</exception>
    public static IReadOnlyList<DataFile> ListFiles(this Dataset data) => FileSet.Find(data.Files, data.Format.HeaderLines).Files;

    /// <summary>
    /// The batches of the data set's stream, made by the calling thread alone: the reference that every run equals, to debug and to compare with.
    /// A batch is valid until the next one is asked for, or the loop is left.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <exception cref="PipelineException">A setting does not fit, a file cannot be read, or a record is bad; the batches before it have come.</exception>
    public static IEnumerable<MiniBatch> Enumerate(this Dataset data)
    {
        SettingProperty.Check(data);
        return Batches(new PipelineSettings(data, new RunOptions().Resolve().Run));

        static IEnumerable<MiniBatch> Batches(PipelineSettings settings)
        {
            using var enumeration = new Enumeration(settings);
            while (enumeration.Next() is { } batch)
            {
                try
                {
                    yield return batch;
                }
                finally
                {
                    batch.ReturnMemory();
                }
            }
        }
    }
}

/// <summary>
/// One run over the stream of a <see cref="Dataset"/>, for a training loop of your own:
/// <code>
/// await using var run = Dataset.Csv("data/*.csv").Epochs(2).Shuffle(seed: 23, minAfterDequeue: 1000).Batch(50).Start();
/// await foreach (var batch in run.Batches)
///     Train(batch.Features, batch.Labels);
/// </code>
/// Members are safe to use from any thread.
/// </summary>
public sealed class DatasetRun : IAsyncDisposable
{
    private readonly PipelineSettings _settings;
    private readonly Config _config;
    private readonly RunOptions _options;
    private readonly BatchQueue _batches;
    private readonly Lock _gate = new();
    private RunHandle? _handle;
    private bool _claimed;
    private bool _disposed;

    internal DatasetRun(PipelineSettings settings, Config config, RunOptions options)
    {
        // A cursor costs as much as there are rows that wait, so it comes once in as many rows; going on then reads about as many twice.
        _settings = settings with { CursorEvery = Math.Max(1, settings.Shuffle.Capacity / settings.Shuffle.BatchSize) };
        (_config, _options, _batches) = (config, options, new BatchQueue(options.From));
    }

    /// <summary>
    /// Where the stream is after the last batch that was handed out, to any reader: save it with the model that has been trained on that
    /// batch. Null before the first one, unless the run goes on from a cursor, which it is then.
    /// </summary>
    public PipelineCursor? Cursor => _batches.Cursor;

    /// <summary>
    /// The batches, in the order of the stream. The first loop begins the run. A batch is valid until the next one is asked for, or the
    /// loop is left: its memory is used again then. Leaving the loop, by whatever way, ends the run. A token given by
    /// <c>WithCancellation</c> ends the loop with an <see cref="OperationCanceledException"/>, also while it waits.
    /// </summary>
    /// <exception cref="PipelineException">In the loop: the run failed, by its <see cref="PipelineException.Kind"/>; the batches before the failure have come.</exception>
    /// <exception cref="InvalidOperationException">In the loop: they are, or were, read by another one, and <see cref="RunOptions.Share"/> does not allow that.</exception>
    /// <exception cref="ObjectDisposedException">In the loop: the run was disposed, before or meanwhile.</exception>
    public IAsyncEnumerable<MiniBatch> Batches => ReadAsync();

    /// <summary>Its actors; null before it begins.</summary>
    internal RunHandle? Handle => _handle;

    /// <summary>Ends the run, if there is one, and waits until all its actors are gone. A batch that a loop still holds stays valid until the loop goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        RunHandle? run;
        lock (_gate)
            (_disposed, run) = (true, _handle);
        if (run is null)
            return;
        run.Stop();
        await run.Ended.ConfigureAwait(false);
    }

    private async IAsyncEnumerable<MiniBatch> ReadAsync([EnumeratorCancellation] CancellationToken stop = default)
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
            if (!_options.Share)
                run.Stop();
        }
    }

    private RunHandle Begin()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_claimed && !_options.Share)
                throw new InvalidOperationException("This run is being read, or was: it gives its stream once, to one loop. Start another one to read "
                    + "again, with From = run.Cursor in its RunOptions to go on; or let several loops share the batches of one run with Share = true.");
            _claimed = true;
            return _handle ??= RunHandle.Start(_settings, _config, _options.System, _batches, _options.From);
        }
    }
}
