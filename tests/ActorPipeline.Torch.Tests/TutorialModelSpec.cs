using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using Akka.Configuration;

namespace ActorPipeline.Torch.Tests;

/// <summary>The tutorial's model, as the settings have it.</summary>
[Collection(TorchCollection.Name)]
public class TutorialModelSpec
{
    private const int Width = 40;
    private const int Units = 30;
    private const ulong Seed = 7;

    public static TheoryData<string, string> DevicesAndSettings
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string device in TorchSamples.Devices)
            {
                all.Add(device, "learning-rate = 0.1");
                all.Add(device, "learning-rate = 0.02, momentum = 0.9");
                all.Add(device, "learning-rate = 0.1, momentum = 0.5, schedule = step, schedule-steps = 20, schedule-factor = 0.3");
                all.Add(device, "learning-rate = 0.2, schedule = cosine, schedule-steps = 80, schedule-lowest-rate = 0.01");
            }
            return all;
        }
    }

    // Golden: other first weights for a seed would be another training. The hash was made by the version before TorchSharp was the one backend.
    [Fact]
    public void First_weights_of_a_seed_never_change()
    {
        using var trainer = Create("");
        Assert.Equal("bdf6c84f51a9a3d33453047647b1fdb8b98e630ab09ac3f33c9d63487a2a9894", trainer.WeightsHash());
    }

    // One batch has no finite loss: nothing is learned from it, but it counts for the schedule.
    [Theory]
    [MemberData(nameof(DevicesAndSettings))]
    public void Losses_are_those_of_plain_loops_in_double(string device, string settings)
    {
        using var trainer = Create($"device = {device.Split(':')[0]}, {settings}");
        var reader = Reader(settings);
        var schedule = LearningRateSchedule.From(reader);
        var slow = new SlowModel(FirstWeights(), Width, Units, reader.Read<TutorialSettings>().Momentum);
        for (var step = 1; step <= 100; step++)
        {
            var batch = TorchSamples.Batch(rows: step % 23 + 1, seed: (ulong)step, Width);
            if (step == 5)
                Assert.True(float.IsNaN(trainer.Step(MiniBatch.Of(Width, [.. Enumerable.Repeat(float.NaN, Width)], [1])).Loss));
            else
                Assert.Equal(slow.Step(batch.Features, batch.Labels, schedule.RateAt(step)), trainer.Step(batch).Loss, 2e-4f);
        }
    }

    [Fact]
    public void Momentum_and_schedule_go_on_from_a_checkpoint()
    {
        const string settings = "momentum = 0.5, schedule = step, schedule-steps = 4, schedule-factor = 0.5";
        using var whole = Create(settings);
        var checkpoint = new MemoryStream();
        for (var step = 1; step <= 6; step++)
            whole.Step(TorchSamples.Batch(rows: 9, seed: (ulong)step, Width));
        whole.Save(checkpoint);
        using var resumed = Create(settings);
        checkpoint.Position = 0;
        resumed.Load(checkpoint);
        for (var step = 7; step <= 10; step++)
            foreach (var both in (ITrainer[])[whole, resumed])
                both.Step(TorchSamples.Batch(rows: 9, seed: (ulong)step, Width));
        Assert.Equal(whole.WeightsHash(), resumed.WeightsHash());
    }

    [Theory]
    [InlineData("hidden-units = 0")]
    [InlineData("momentum = 1")]
    [InlineData("threads = 0")]
    public void Wrong_setting_is_refused_before_the_run(string setting) => Assert.StartsWith("actor-pipeline.trainer.",
        Assert.Throws<PipelineException>(() => new TutorialTrainerFactory().Check(Reader(setting))).Message);

    [Fact]
    public void Model_that_no_memory_holds_is_refused_by_its_setting() => Assert.StartsWith(
        "actor-pipeline.trainer.hidden-units: expected a number of units that fits into the memory with 40 features, found '100000000'",
        Assert.Throws<PipelineException>(() => Create("hidden-units = 100000000")).Message);

    private static float[] FirstWeights()
    {
        using var module = new TutorialModule(Width, Units, Seed);
        return [.. module.parameters().SelectMany(p => p.data<float>().ToArray())];
    }

    private static ITrainer Create(string settings) => new TutorialTrainerFactory().Create(TorchSamples.Context(Reader(settings), Width));

    private static SettingsReader Reader(string settings) => new(ConfigurationFactory.ParseString(
        $$"""
        actor-pipeline.seed = {{Seed}}
        actor-pipeline.trainer { device = cpu, hidden-units = {{Units}} }
        actor-pipeline.trainer { {{settings}} }
        """).WithFallback(ReferenceConf.Config));
}
