using ActorPipeline.Consuming;
using ActorPipeline.Flow;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Host.Running;

/// <summary>Trains the tutorial's model, and logs a line every so many steps.</summary>
internal sealed class TrainingWorkload(SettingsReader reader, int logEvery) : IWorkload
{
    private readonly string _dispatcher = reader.Dispatcher("trainer.dispatcher");

    // The number of features is in the data; all else is checked before the run.
    private readonly TutorialModelSettings _model = TutorialModelSettings.From(reader);

    public string Name => "training";

    public string Backend => "cpu";

    public bool Trains => true;

    public ConsumerProps Consumer(IReadOnlyList<IBatchObserver> observers, RunCounters counters, Action<string> log) =>
        Trainer.Props(_dispatcher, Create, observers, step =>
        {
            var (loss, accuracy) = step.Metrics;
            counters.Step(step.Number, step.Rows);
            if (!float.IsFinite(loss))
                throw new PipelineException(FailureKind.Training,
                    $"step {step.Number}: expected a finite loss, found {loss}; the training has diverged, a smaller trainer.learning-rate may help");
            if (step.Number % logEvery == 0)
                log($"global_step: {step.Number}  loss: {loss:F6}  accuracy: {accuracy:F6}");
        });

    private TutorialModel Create(int features)
    {
        try
        {
            return new TutorialModel(features, _model);
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException)
        {
            throw SettingsReader.Wrong("trainer.hidden-units", $"a number of units that fits into the memory with {features} features", _model.HiddenUnits.ToString());
        }
    }
}
