using ActorPipeline.Data;
using ActorPipeline.Host.Progress;
using ActorPipeline.Stages;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Running;

/// <summary>Reads the batches and does nothing with them.</summary>
internal sealed class ReadingWorkload : IWorkload
{
    public string Name => "reading";

    public string Backend => "none";

    public Numerics? Numerics => null;

    public bool Trains => false;

    public ConsumerProps CreateConsumer(IReadOnlyList<IBatchHandler> handlers, RunCounters counters, Display display) =>
        Consumer.Props([.. handlers, new StepCounter(counters)]);
}

/// <summary>Counts a step for each batch, where there is no trainer that does.</summary>
internal sealed class StepCounter(RunCounters counters) : IBatchHandler
{
    public void Handle(MiniBatch batch) => counters.Step(batch.Step, batch.Count);
}
