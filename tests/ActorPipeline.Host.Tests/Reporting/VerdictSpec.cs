using ActorPipeline.Host.Progress;
using ActorPipeline.Host.Reporting;

namespace ActorPipeline.Host.Tests.Reporting;

public class VerdictSpec
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(10);

    [Fact]
    public void In_a_cluster_another_worker_helps_the_stages_that_workers_have()
    {
        var verdict = Verdict.Of([Load("reader", 2, 2), Load("decoder", 2, 18), Load("shuffle", 1, 1)], _time, cores: 2, clustered: true);
        Assert.EndsWith("another worker would help.", verdict.Sentence);
    }

    [Fact]
    public void The_stage_with_the_largest_share_of_busy_time_limits_not_the_one_with_the_longest()
    {
        var verdict = Verdict.Of([Load("reader", 1, 9), Load("decoder", 4, 12), Load("shuffle", 1, 1)], _time, cores: 8);
        Assert.Equal("reader", verdict.LimitingStage);
        Assert.Equal("Reader limits the run: it was busy 90 % of the time, the next, decoder, 30 %, so it could go 3.0 times as fast; reader.readers above 1 or a faster disk would help.", verdict.Sentence);
    }

    [Theory]
    [InlineData(8, "decoder.decoders above 2 would help")]
    [InlineData(2, "all 2 core(s) are busy, so only more cores would help")]
    public void More_actors_help_only_while_there_are_cores_for_them(int cores, string advice)
    {
        var verdict = Verdict.Of([Load("reader", 2, 2), Load("decoder", 2, 18), Load("shuffle", 1, 1)], _time, cores);
        Assert.Equal("decoder", verdict.LimitingStage);
        Assert.EndsWith(advice + ".", verdict.Sentence);
    }

    [Fact]
    public void A_trainer_that_limits_means_that_the_input_keeps_up()
    {
        var verdict = Verdict.Of([Load("reader", 2, 1), Load("decoder", 2, 4), Load("shuffle", 1, 1), Load("trainer", 1, 9.9)], _time, cores: 2);
        Assert.Equal("trainer", verdict.LimitingStage);
        Assert.Contains("the input keeps up", verdict.Sentence);
    }

    [Fact]
    public void Where_every_stage_mostly_waits_none_is_blamed()
    {
        var verdict = Verdict.Of([Load("reader", 1, 1), Load("decoder", 1, 4), Load("shuffle", 1, 1)], _time, cores: 2);
        Assert.Equal("decoder", verdict.LimitingStage);
        Assert.StartsWith("No stage limits the run: the busiest, decoder, was busy 40 % of the time", verdict.Sentence);
    }

    [Fact]
    public void Where_nothing_was_done_there_is_no_limiting_stage() =>
        Assert.Null(Verdict.Of([Load("reader", 1, 0), Load("decoder", 1, 0)], TimeSpan.Zero, cores: 2).LimitingStage);

    private static StageLoad Load(string stage, int actors, double busySeconds) => new(stage, actors, TimeSpan.FromSeconds(busySeconds));
}
