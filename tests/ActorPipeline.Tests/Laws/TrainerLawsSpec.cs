using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Training;

namespace ActorPipeline.Tests.Laws;

public class TrainerLawsSpec : ConsumerLaws
{
    protected override ConsumerProps CreateConsumer(IBatchHandler handler) =>
        Trainer.Props(Trainer.Settings.From(new SettingsReader(ReferenceConf.Config)), new RecordingTrainer(), [handler], _ => { });
}
