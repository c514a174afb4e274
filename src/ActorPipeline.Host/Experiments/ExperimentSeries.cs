using System.Diagnostics;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Experiments;

/// <summary>Runs experiments in turn, several times each, and keeps the best time of each.</summary>
internal static class ExperimentSeries
{
    /// <summary>The best measurement of each experiment, in their order.</summary>
    /// <param name="experiments">They take turns, so that what else the machine does meets all of them.</param>
    /// <param name="repeat">Times each is run. In the first time its code is compiled too.</param>
    /// <param name="factory">Makes a trainer with the same first weights each time.</param>
    /// <param name="note">Learns of each run.</param>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(IReadOnlyList<IExperiment> experiments, int repeat,
        ITrainerFactory factory, Action<string> note)
    {
        var best = new Measurement?[experiments.Count];
        for (var round = 1; round <= repeat; round++)
        {
            for (var i = 0; i < experiments.Count; i++)
            {
                var measured = await MeasureAsync(experiments[i], factory);
                note($"round {round} of {repeat}, {measured.Name}: {measured.Time.TotalSeconds:F2} s");
                if (best[i] is not { } other || measured.Time < other.Time)
                    best[i] = measured;
            }
        }
        return [.. best.OfType<Measurement>()];
    }

    private static async Task<Measurement> MeasureAsync(IExperiment experiment, ITrainerFactory factory)
    {
        GC.Collect(); // what one has left behind is not in the time of the next
        var measured = new MeasuredTrainer.Factory(factory);
        var processor = Environment.CpuUsage.TotalTime;
        var begin = Stopwatch.GetTimestamp();
        await experiment.RunAsync(measured);
        var trainer = measured.Made!;
        return new(experiment.Name, experiment.Description, trainer.Backend, Stopwatch.GetElapsedTime(begin, trainer.LastStepAt),
            trainer.Training, Environment.CpuUsage.TotalTime - processor, trainer.Steps, trainer.Rows, trainer.Loss);
    }
}
