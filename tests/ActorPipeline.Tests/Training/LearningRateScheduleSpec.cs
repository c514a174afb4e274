using ActorPipeline.Errors;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using Akka.Configuration;

namespace ActorPipeline.Tests.Training;

public class LearningRateScheduleSpec
{
    [Theory]
    [InlineData("", 1, 0.1f)]
    [InlineData("", long.MaxValue, 0.1f)]
    [InlineData("schedule = step, schedule-steps = 3, schedule-factor = 0.5", 3, 0.1f)]
    [InlineData("schedule = step, schedule-steps = 3, schedule-factor = 0.5", 4, 0.05f)]
    [InlineData("schedule = step, schedule-steps = 3, schedule-factor = 0.5", 10, 0.0125f)]
    [InlineData("schedule = step, schedule-steps = 3", 4, 0.01f)]
    [InlineData("schedule = cosine, schedule-steps = 4, schedule-lowest-rate = 0.02", 1, 0.1f)]
    [InlineData("schedule = cosine, schedule-steps = 4, schedule-lowest-rate = 0.02", 3, 0.06f)]
    [InlineData("schedule = cosine, schedule-steps = 4, schedule-lowest-rate = 0.02", 5, 0.02f)]
    [InlineData("schedule = cosine, schedule-steps = 4", 5, 0f)]
    public void Settings_give_the_rate_of_a_step(string settings, long step, float rate) =>
        Assert.Equal(rate, Read(settings).RateAt(step), rate * 1e-7f);

    [Fact]
    public void Step_is_the_power_of_the_factor()
    {
        foreach (var (steps, factor) in new[] { (1, 0.9f), (7, 0.5f), (1000, 0.1f), (5, 1f), (1, 0.999999f) })
        {
            var schedule = new LearningRateSchedule.Step(0.3f, steps, factor);
            for (long step = 1; step < 20_000; step++)
            {
                var expected = 0.3f * Math.Pow(factor, Math.Floor((step - 1.0) / steps));
                Assert.Equal(expected, schedule.RateAt(step), expected * 6e-8 + float.Epsilon);
            }
        }
    }

    [Fact]
    public void Cosine_is_the_cosine_down_to_the_lowest_rate_and_that_rate_ever_after()
    {
        foreach (var (steps, lowest) in new[] { (1, 0f), (2, 0.1f), (7, 0f), (1000, 0.01f), (9999, 0f), (5, 0.3f) })
        {
            var schedule = new LearningRateSchedule.Cosine(0.3f, steps, lowest);
            for (long step = 1; step <= steps; step++)
            {
                var expected = lowest + ((double)0.3f - lowest) * (1 + Math.Cos(Math.PI * (step - 1) / steps)) / 2;
                Assert.Equal(expected, schedule.RateAt(step), expected * 7e-8 + 1e-17);
            }
            foreach (var late in (long[])[1, 2, steps, 2L * steps, long.MaxValue - steps])
                Assert.Equal(lowest, schedule.RateAt(steps + late));
            Assert.Equal(0.3f, schedule.RateAt(1));
        }
    }

    // The first rate of many that is not the lowest is lost if 1 + cos cancels.
    [Fact]
    public void Cosine_keeps_its_digits_up_to_the_last_step()
    {
        const int steps = 1 << 30;
        var expected = Math.Pow(Math.PI / 2 / steps, 2);
        Assert.Equal(expected, new LearningRateSchedule.Cosine(1, steps, 0).RateAt(steps), expected * 1e-7);
    }

    // Frozen: a difference means that a stored training cannot be repeated any more.
    [Fact]
    public void Rates_have_the_golden_bits()
    {
        var step = new LearningRateSchedule.Step(0.1f, 7, 0.7f);
        var cosine = new LearningRateSchedule.Cosine(0.1f, 1000, 0.001f);
        var hash = 0u;
        for (var i = 1; i <= 1000; i++)
            hash = (hash * 31 + BitConverter.SingleToUInt32Bits(step.RateAt(i))) * 31 + BitConverter.SingleToUInt32Bits(cosine.RateAt(i));
        Assert.Equal(3403357428u, hash);
    }

    [Theory]
    [InlineData("learning-rate = 1e39", "learning-rate: expected a number above 0 and at most 1000000, found '1e39'.")]
    [InlineData("schedule = exponential", "schedule: expected constant or step or cosine, found 'exponential'.")]
    [InlineData("schedule-steps = 0", "schedule-steps: expected a whole number from 1 to 1000000000, or none, found '0'.")]
    [InlineData("schedule-factor = 0", "schedule-factor: expected a number above 0 and at most 1, found '0'.")]
    [InlineData("schedule-factor = 1.5", "schedule-factor: expected a number above 0 and at most 1, found '1.5'.")]
    [InlineData("schedule-lowest-rate = -1", "schedule-lowest-rate: expected a number from 0 to 1000000, found '-1'.")]
    [InlineData("schedule-lowest-rate = NaN", "schedule-lowest-rate: expected a number from 0 to 1000000, found 'NaN'.")]
    [InlineData("schedule = step", "schedule-steps: expected a number of steps, since trainer.schedule is step, found 'none'.")]
    [InlineData("schedule = cosine", "schedule-steps: expected a number of steps, since trainer.schedule is cosine, found 'none'.")]
    [InlineData("schedule = cosine, schedule-steps = 5, schedule-lowest-rate = 0.2",
        "schedule-lowest-rate: expected at most trainer.learning-rate, 0.1, found '0.2'.")]
    public void A_wrong_value_or_combination_is_named(string settings, string message)
    {
        var error = Assert.Throws<PipelineException>(() => Read(settings));
        Assert.Equal((FailureKind.Settings, $"actor-pipeline.trainer.{message}"), (error.Kind, error.Message));
    }

    [Fact]
    public void What_a_schedule_does_not_use_is_no_matter() =>
        Assert.Equal(new LearningRateSchedule.Constant(0.1f), Read("schedule-steps = 5, schedule-factor = 0.5, schedule-lowest-rate = 7"));

    private static LearningRateSchedule Read(string settings) => LearningRateSchedule.From(new SettingsReader(
        ConfigurationFactory.ParseString($"actor-pipeline.trainer {{ {settings} }}").WithFallback(ReferenceConf.Config)));
}
