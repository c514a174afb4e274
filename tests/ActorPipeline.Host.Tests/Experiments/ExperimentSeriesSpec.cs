using ActorPipeline.Data;
using ActorPipeline.Host.Experiments;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Tests.Experiments;

public sealed class ExperimentSeriesSpec
{
    [Fact]
    public async Task Experiments_take_turns_and_each_has_one_measurement()
    {
        var turns = new List<string>();
        var notes = new List<string>();
        var measurements = await ExperimentSeries.MeasureAsync([new Steps("a", 2, turns), new Steps("b", 3, turns)], repeat: 3,
            new RecordingTrainer(), notes.Add);
        Assert.Equal(["a", "b", "a", "b", "a", "b"], turns);
        Assert.Equal([("a", "feeds 2", "none", 2, 10L), ("b", "feeds 3", "none", 3, 15L)], measurements
            .Select(m => (m.Name, m.Description, m.Backend, m.Steps, m.Rows)));
        Assert.Equal(["round 1 of 3, a", "round 1 of 3, b", "round 2 of 3, a"], notes.Take(3).Select(note => note.Split(':')[0]));
        Assert.All(measurements, m => Assert.True(TimeSpan.Zero < m.Training && m.Training <= m.Time));
    }

    [Fact]
    public async Task The_loss_is_the_last_steps()
    {
        var measurements = await ExperimentSeries.MeasureAsync([new Steps("a", 4, [])], repeat: 1, new RecordingTrainer(), _ => { });
        Assert.Equal(1f / 4, Assert.Single(measurements).FinalLoss);
    }

    [Fact]
    public void Rates_and_shares_are_of_the_whole_time()
    {
        var (slow, fast) = (Sample(4, 1), Sample(2, 1.5));
        Assert.Equal((2, 0.5, 0.25, 500), (fast.RatioTo(slow), slow.RatioTo(fast), fast.Waiting, fast.RowsPerSecond));
    }

    internal static Measurement Sample(double seconds, double training, string name = "name", string description = "description") => new(
        name, description, "cpu", TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(training), TimeSpan.FromSeconds(1.25),
        Steps: 10, Rows: 1000, FinalLoss: 0.5f);

    private sealed class Steps(string name, int steps, List<string> turns) : IExperiment
    {
        public string Name => name;

        public string Description => $"feeds {steps}";

        public Task RunAsync(ITrainerFactory factory)
        {
            turns.Add(name);
            using var trainer = factory.Create(new TrainerContext(RowLayout.Numbers(1), 5, Device.Auto, TestSettings.Of().Reader, _ => { }));
            for (var i = 0; i < steps; i++)
                trainer.Step(MiniBatch.Of(1, new float[5], new float[5]));
            return Task.CompletedTask;
        }
    }
}
