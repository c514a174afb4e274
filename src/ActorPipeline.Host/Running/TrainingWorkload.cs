using ActorPipeline.Host.Progress;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Running;

/// <summary>Trains a model and logs a line every so many steps.</summary>
internal sealed class TrainingWorkload : IWorkload
{
    private readonly int _logEvery;
    private readonly Trainer.Settings _settings;
    private readonly ITrainerFactory _factory;

    // The number of features is in the data; all else is checked before the run.
    public TrainingWorkload(SettingsReader reader, int logEvery) =>
        (_logEvery, _settings, _factory) = (logEvery, Trainer.Settings.From(reader), TrainerAssembly.FactoryOf(reader));

    public string Name => "training";

    public string Backend { get; private set; } = "none";

    public Numerics? Numerics { get; private set; }

    public bool Trains => true;

    public ConsumerProps CreateConsumer(IReadOnlyList<IBatchHandler> handlers, RunCounters counters, Display display) =>
        Trainer.Props(_settings, _factory, handlers, trainerEvent =>
        {
            switch (trainerEvent)
            {
                case Trainer.Made made:
                    (Backend, Numerics) = (made.Backend, made.Numerics);
                    display.Note($"backend: {made.Backend}");
                    break;
                case Trainer.NumericsDiffer(var then, var now):
                    display.Message($"warning: the checkpoint was trained by {then}, the run goes on with {now}: from here on the weights agree "
                        + "with those of the run that was stopped to rounding, not bit for bit");
                    break;
                case Trainer.Noted note:
                    display.Note(note.Text);
                    break;
                case Trainer.Step(var number, var rows, var (loss, accuracy)):
                    counters.Step(number, rows);
                    if (number % _logEvery == 0)
                        display.Log($"global_step: {number}  loss: {loss:F6}  accuracy: {accuracy:F6}");
                    break;
                case Trainer.Skipped skipped:
                    counters.Step(skipped.Number, skipped.Rows);
                    display.Message($"warning: step {skipped.Number}: nothing learned, since the loss is {skipped.Loss}, "
                        + $"from the records {skipped.Records}");
                    break;
                case Trainer.Evaluated({ } result, var isBest):
                    display.Log($"epoch: {result.Epoch}  eval_loss: {result.Loss:F6}  eval_accuracy: {result.Accuracy:F6}"
                        + (isBest ? "  best" : ""));
                    break;
            }
        });
}
