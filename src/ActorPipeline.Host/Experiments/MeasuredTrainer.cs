using System.Diagnostics;
using ActorPipeline.Data;
using ActorPipeline.Settings;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Experiments;

/// <summary>A trainer whose steps are counted and timed.</summary>
internal sealed class MeasuredTrainer(ITrainer trainer) : ITrainer
{
    private long _training;

    public string Backend => trainer.Backend;

    public int Features => trainer.Features;

    public Numerics? Numerics => trainer.Numerics;

    public int Steps { get; private set; }

    public long Rows { get; private set; }

    /// <summary>The loss of the last step; not a number before the first.</summary>
    public float Loss { get; private set; } = float.NaN;

    /// <summary>Time in steps.</summary>
    public TimeSpan Training => Stopwatch.GetElapsedTime(0, _training);

    /// <summary>The stopwatch's timestamp at the end of the last step.</summary>
    public long LastStepAt { get; private set; }

    public StepMetrics Step(MiniBatch batch)
    {
        var begin = Stopwatch.GetTimestamp();
        var metrics = trainer.Step(batch);
        LastStepAt = Stopwatch.GetTimestamp();
        _training += LastStepAt - begin;
        Steps++;
        Rows += batch.Count;
        Loss = metrics.Loss;
        return metrics;
    }

    public void Save(Stream stream) => trainer.Save(stream);

    public void Load(Stream stream) => trainer.Load(stream);

    public string WeightsHash() => trainer.WeightsHash();

    public void Dispose() => trainer.Dispose();

    /// <summary>Makes what another factory makes, and measures it.</summary>
    public sealed class Factory(ITrainerFactory factory) : ITrainerFactory
    {
        /// <summary>The trainer that it has made; null before.</summary>
        public MeasuredTrainer? Made { get; private set; }

        public void Check(SettingsReader settings) => factory.Check(settings);

        public void Prepare(SettingsReader settings) => factory.Prepare(settings);

        public ITrainer Create(TrainerContext context) => Made = new MeasuredTrainer(factory.Create(context));

        public BatchSlot CreateSlot(TrainerContext context) => factory.CreateSlot(context);
    }
}
