using System.Text.Json;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Host.Progress;
using ActorPipeline.Host.Reporting;
using ActorPipeline.Host.Running;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;

namespace ActorPipeline.Host.Tests.Reporting;

public class RunSummarySpec
{
    [Fact]
    public void A_summary_has_exactly_the_members_of_the_interface() => Assert.Equal(
        [
            "engine", "akkaVersion", "backend", "trainerThreads", "nodes", "steps", "rows", "epochs", "lastBatchSize", "badRecords", "blankLines", "finalLoss", "finalAccuracy",
            "seconds", "secondsToFirstBatch", "rowsPerSecond", "megabytesPerSecond", "trainerWaitPercent", "limitingStage", "verdict",
            "peakMemoryMegabytes", "maxBytesHeld", "leakedBuffers", "streamHash", "weightsHash", "bestStep",
            "bestEvalLoss", "bestEvalAccuracy", "resumedFromStep", "leasesReassigned",
            "endedBy", "failure",
        ], Members(Report(EndReason.OutOfRange)).Select(m => m.Name));

    [Theory]
    [InlineData(EndReason.OutOfRange, "outOfRange")]
    [InlineData(EndReason.MaxSteps, "maxSteps")]
    [InlineData(EndReason.Signal, "signal")]
    [InlineData(EndReason.Failure, "failure")]
    [InlineData(EndReason.EarlyStop, "earlyStop")]
    public void The_reason_of_the_end_has_the_words_of_the_interface(EndReason endedBy, string word) =>
        Assert.Equal(word, Members(Report(endedBy)).Single(m => m.Name == "endedBy").Value.GetString());

    [Fact]
    public void What_has_no_meaning_in_a_run_is_null() => Assert.Equal(
        [
            "trainerThreads", "finalLoss", "finalAccuracy", "secondsToFirstBatch", "trainerWaitPercent", "streamHash", "weightsHash", "bestStep",
            "bestEvalLoss", "bestEvalAccuracy", "resumedFromStep", "failure",
        ],
        Members(Report(EndReason.OutOfRange)).Where(m => m.Value.ValueKind == JsonValueKind.Null).Select(m => m.Name));

    [Theory]
    [InlineData(EndReason.OutOfRange, 0)]
    [InlineData(EndReason.MaxSteps, 0)]
    [InlineData(EndReason.EarlyStop, 0)]
    [InlineData(EndReason.Signal, 143)]
    [InlineData(EndReason.Failure, 3)]
    public void The_exit_code_says_how_the_run_ended(EndReason endedBy, int code) => Assert.Equal(code, Report(endedBy).ExitCode);

    private static RunReport Report(EndReason endedBy)
    {
        var run = RunId.New();
        var failure = endedBy == EndReason.Failure ? new RunFailure(FailureKind.Data, "/user/pipeline", "a.csv:1:1: bad", null) : null;
        var result = new RunResult(run, endedBy, new Consumed(run, new(0, 0, 0, 1, 0, 0, endedBy)), failure, 100, 0, []);
        var end = new Sample(TimeSpan.FromSeconds(1), 0, 0, 0, 0, [new("reader", 1, TimeSpan.FromSeconds(1)), new("decoder", 1, TimeSpan.Zero)]);
        return new RunReport(new ReadingWorkload(), result, new RunCounters(_ => { }), new PipelineMeters(), clustered: false, end, StopSignal.SIGTERM, streamHash: null);
    }

    private static List<JsonProperty> Members(RunReport report) => [.. JsonDocument.Parse(report.Summary.ToJson()).RootElement.EnumerateObject()];
}
