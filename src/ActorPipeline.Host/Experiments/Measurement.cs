namespace ActorPipeline.Host.Experiments;

/// <summary>How an experiment went.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Description">How it feeds.</param>
/// <param name="Backend">Where its steps were computed.</param>
/// <param name="Time">From its begin to the end of its last step.</param>
/// <param name="Training">The part of it that the trainer was in a step.</param>
/// <param name="Processor">What it took of the cores, until all of it had ended.</param>
/// <param name="Steps">Steps.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="FinalLoss">The loss of the last one.</param>
internal sealed record Measurement(string Name, string Description, string Backend, TimeSpan Time, TimeSpan Training,
    TimeSpan Processor, int Steps, long Rows, float FinalLoss)
{
    /// <summary>Rows trained on a second.</summary>
    public double RowsPerSecond => Rows / Time.TotalSeconds;

    /// <summary>The share of the time that the trainer was in no step: 0 to 1.</summary>
    public double Waiting => 1 - Training / Time;

    /// <summary>How many times as fast as another one.</summary>
    public double RatioTo(Measurement other) => other.Time / Time;
}
