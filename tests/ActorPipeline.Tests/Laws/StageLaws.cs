using ActorPipeline.Settings;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Laws;

/// <summary>The laws that every stage keeps; each stage derives once.</summary>
public abstract class StageLaws : TestKit
{
    protected StageLaws() : base(ReferenceConf.Config) { }

    /// <summary>A stage that has not started; the same one each time.</summary>
    protected abstract StageRig Rig();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void It_emits_what_it_has_credit_for_and_not_one_more(int consumed)
    {
        using var rig = Rig();
        rig.Start();
        Consume(rig, consumed);
        while (rig.Outputs.Count < rig.Due)
            rig.Hear();
        rig.Stop();

        Assert.Equal(rig.Due, rig.Outputs.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_never_falls_silent_before_its_end_while_it_gets_what_it_asks_for(int seed)
    {
        using var rig = Rig();
        rig.Start();
        rig.RunToTheEnd(new Random(seed));

        rig.Stop();
        Assert.Equal(0, rig.Outstanding);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_input_gives_the_same_output_whenever_credit_comes(int seed) =>
        Assert.Equal(OutputsOf(new Random(0)), OutputsOf(new Random(seed)));

    [Fact]
    public void Its_end_comes_once_after_the_last_output_and_again_to_whoever_asks_late()
    {
        using var rig = Rig();
        rig.Start();
        rig.RunToTheEnd(new Random(1));
        var outputs = rig.Outputs.Count;
        var ends = 1;
        if (rig.RepeatsItsEnd)
        {
            rig.AskLate();
            rig.Hear();
            ends++;
        }
        rig.Stop();

        Assert.Equal(ends, rig.Ends);
        Assert.Equal(outputs, rig.Outputs.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void After_a_failure_it_loses_and_repeats_nothing_or_it_is_gone_and_everybody_knows(int seed)
    {
        using var rig = Rig();
        var random = new Random(seed);
        rig.Start();
        if (rig.IsRestarted)
        {
            rig.RunToTheEnd(random, afterEach: () =>
            {
                if (random.Next(3) == 0)
                    rig.Kill();
            });
            Assert.Equal(OutputsOf(new Random(0)), rig.Outputs);
            rig.Stop();
        }
        else
        {
            Consume(rig, seed);
            rig.Kill();
            rig.HearItStop();
        }
        Assert.Equal(0, rig.Outstanding);
    }

    private static void Consume(StageRig rig, int outputs)
    {
        for (var i = 0; i < outputs; i++)
            while (!rig.TryConsume())
                rig.Hear();
    }

    private IReadOnlyList<string> OutputsOf(Random delays)
    {
        using var rig = Rig();
        rig.Start();
        rig.RunToTheEnd(delays);
        rig.Stop();
        return rig.Outputs;
    }
}
