using System.Text.Json;
using ActorPipeline.Host.Generating;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>Trainings that are evaluated on 3 files of 50 rows after each epoch of 2,000 rows.</summary>
public class EvaluationSpec : CheckpointedRuns
{
    // Steps so long that the loss goes up and down.
    private static readonly string[] _early = ["--eval-data", "test/*.csv", "--patience", "2", "--epochs", "30", "--set", "trainer.learning-rate=4"];

    public EvaluationSpec() => SyntheticSetWriter.Write(new(3, 50, 8, Seed: 100), Folder["test"]);

    [Fact]
    public async Task After_each_epoch_the_log_has_the_evaluation_and_the_best_checkpoint_is_kept()
    {
        var result = await Run([.. _train, "--epochs", "4", "--eval-data", "test/*.csv", "--checkpoint-dir", "checkpoints", "--summary", "summary.json"]);

        Assert.Equal(0, result.ExitCode);
        var evaluations = result.Output.Where(l => l.StartsWith("epoch: ")).ToArray();
        Assert.Equal(4, evaluations.Length);
        Assert.All(evaluations.Index(), line => Assert.Matches($@"^epoch: {line.Index + 1}  eval_loss: \d\.\d{{6}}  eval_accuracy: [01]\.\d{{6}}(  best)?$", line.Item));
        var best = SummaryOf("summary.json").GetProperty("bestStep").GetInt64();
        var shown = await Run("inspect", "checkpoints/best.checkpoint");
        Assert.Contains(shown.Output, l => l.TrimStart().StartsWith("step") && l.Contains($"{best:N0},"));
        Assert.Contains(shown.Output, l => l.TrimStart().StartsWith("evaluation") && l.EndsWith("; 0 since"));
    }

    [Fact]
    public async Task Evaluation_changes_neither_stream_nor_weights() =>
        Assert.Equal(await Train("--epochs", "2"), await Train("--epochs", "2", "--eval-data", "test/*.csv"));

    [Fact]
    public async Task Early_stop_comes_at_the_same_step_whatever_was_prefetched_and_however_often_the_run_was_stopped_before()
    {
        var whole = await Early("--prefetch", "1");
        Assert.Equal("earlyStop", whole.EndedBy);
        Assert.True(whole.Run.Steps > whole.BestStep);

        Assert.Equal(whole, await Early("--prefetch", "7"));
        long? before = null;
        foreach (var steps in (long[])[40, 87, 174, whole.Run.Steps - 1])
        {
            Assert.Equal(before, (await Early([.. _resume, "--max-steps", $"{steps}"])).Run.ResumedFrom);
            before = steps;
        }
        Assert.Equal(whole with { Run = whole.Run with { ResumedFrom = before } }, await Early(_resume));
        Assert.Equal(whole with { Run = whole.Run with { ResumedFrom = whole.Run.Steps } }, await Early(_resume));
    }

    [Fact]
    public async Task Evaluation_data_that_is_not_there_ends_the_run()
    {
        var result = await Run([.. _train, "--epochs", "1", "--eval-data", "none/*.csv"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.Errors, l => l.StartsWith("error: evaluation: No file matches 'none/*.csv'"));
    }

    private async Task<(TrainedRun Run, string? EndedBy, long? BestStep, double? BestLoss)> Early(params string[] args)
    {
        var summary = await Summary([.. _train, .. _early, .. args]);
        return (TrainedRun.Of(summary), summary.GetProperty("endedBy").GetString(), Number("bestStep")?.GetInt64(), Number("bestEvalLoss")?.GetDouble());

        JsonElement? Number(string name) => summary.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number : null;
    }
}
