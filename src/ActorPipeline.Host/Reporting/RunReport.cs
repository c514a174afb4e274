using System.Diagnostics;
using ActorPipeline.Data;
using ActorPipeline.Host.Progress;
using ActorPipeline.Host.Running;
using ActorPipeline.Running;
using ActorPipeline.Telemetry;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Reporting;

/// <summary>How a run went: the last lines of its log, its summary, its exit code.</summary>
internal sealed class RunReport
{
    private readonly IWorkload _workload;
    private readonly RunResult _result;
    private readonly StopSignal? _signal;
    private readonly Verdict _verdict;

    /// <param name="workload">What the batches were for.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="counters">How far the consumer came.</param>
    /// <param name="meters">What the nodes have done.</param>
    /// <param name="clustered">Workers read and decoded.</param>
    /// <param name="end">What the stages have done.</param>
    /// <param name="signal">The signal that came; null if there was none.</param>
    /// <param name="streamHash">The hash of the stream; null where it was not asked for.</param>
    public RunReport(IWorkload workload, RunResult result, RunCounters counters, PipelineMeters meters, bool clustered, Sample end,
        StopSignal? signal, string? streamHash)
    {
        (_workload, _result, _signal) = (workload, result, signal);
        _verdict = Verdict.Of(end.Stages, end.At, Environment.ProcessorCount, clustered);
        var whole = end.SinceStart();
        var trained = result.Consumed as Trainer.Trained;
        Summary = new()
        {
            Engine = "Akka",
            AkkaVersion = Running.Engine.AkkaVersion,
            Backend = workload.Backend,
            TrainerThreads = workload.Numerics?.Threads,
            Nodes = meters.Nodes,
            Steps = counters.Steps,
            Rows = counters.RowsOfTheStream,
            Epochs = result.Consumed?.End.Epochs,
            LastBatchSize = counters.LastBatchSize,
            BadRecords = result.Consumed?.End.BadRecords,
            BlankLines = result.Consumed?.End.BlankLines,
            FinalLoss = trained?.Last?.Loss,
            FinalAccuracy = trained?.Last?.Accuracy,
            Seconds = end.At.TotalSeconds,
            SecondsToFirstBatch = counters.ToFirstBatch?.TotalSeconds,
            RowsPerSecond = whole.RowsPerSecond,
            MegabytesPerSecond = whole.MegabytesPerSecond,
            TrainerWaitPercent = trained is not null && counters.ToFirstBatch is { } first ? 100 * (trained.Waited / (end.At - first)) : null,
            LimitingStage = _verdict.LimitingStage,
            Verdict = _verdict.Sentence,
            PeakMemoryMegabytes = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,
            MaxBytesHeld = result.BytesHeld,
            LeakedBuffers = result.LeakedBuffers,
            StreamHash = streamHash,
            WeightsHash = trained?.WeightsHash,
            BestStep = trained?.Evaluations.Best?.Step,
            BestEvalLoss = trained?.Evaluations.Best?.Loss,
            BestEvalAccuracy = trained?.Evaluations.Best?.Accuracy,
            ResumedFromStep = counters.ResumedFromStep,
            LeasesReassigned = meters.LeasesReassigned,
            EndedBy = Word(result.EndedBy),
            Failure = result.Failure?.Message,
        };
    }

    /// <summary>The summary.</summary>
    public RunSummary Summary { get; }

    /// <summary>0, the kind of the failure, or 128 + the signal's number.</summary>
    public int ExitCode => _result.EndedBy switch
    {
        EndReason.Failure => (int)_result.Failure!.Kind,
        EndReason.Signal => (int)_signal!,
        _ => 0,
    };

    /// <summary>The last lines of the log; none of a run that failed.</summary>
    public IEnumerable<string> LogLines()
    {
        if (_result.EndedBy == EndReason.Failure)
            yield break;
        yield return _result.EndedBy switch
        {
            EndReason.OutOfRange => $"Done {_workload.Name}, epoch limit reached.",
            EndReason.MaxSteps => $"Done {_workload.Name}, step limit reached.",
            EndReason.EarlyStop => $"Done {_workload.Name}, the evaluations do not get better.",
            _ => $"Stopped by {_signal}.",
        };
        yield return $"last global step: {Summary.Steps}";
        yield return $"last batch of size: {Summary.LastBatchSize}";
        if (!_workload.Trains)
            yield return $"rows: {Summary.Rows}  seconds: {Summary.Seconds:F3}  rows/s: {Summary.RowsPerSecond:F0}  MB/s: {Summary.MegabytesPerSecond:F1}";
    }

    /// <summary>What nobody may miss, even of a quiet run.</summary>
    public IEnumerable<string> Warnings()
    {
        if (_result.Failure is { } failure)
            yield return $"error: {failure.Message}";
        else if (Summary is { Steps: 0, EndedBy: not "signal" })
            yield return $"warning: no step: {Summary.Epochs} epoch(s) gave fewer rows than shuffle.batch-size, and shuffle.allow-smaller-final-batch is off";
        if (_result.Stragglers.Count > 0)
            yield return $"warning: did not stop within supervisor.stop-grace-period: {string.Join(", ", _result.Stragglers)}";
        if (_result.LeakedBuffers > 0)
            yield return $"warning: {_result.LeakedBuffers} buffer(s) were not returned; this is a bug of the pipeline";
    }

    /// <summary>Which stage limited it; nothing of a run that failed.</summary>
    public string? Note => _result.Failure is not null ? null
        : Summary.TrainerWaitPercent is { } wait ? $"{_verdict.Sentence} The trainer waited for {wait:F0} % of the time." : _verdict.Sentence;

    private static string Word(EndReason endedBy) => endedBy switch
    {
        EndReason.OutOfRange => "outOfRange",
        EndReason.MaxSteps => "maxSteps",
        EndReason.EarlyStop => "earlyStop",
        EndReason.Signal => "signal",
        _ => "failure",
    };
}
