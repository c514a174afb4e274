using ActorPipeline.Consumers;
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

    public ConsumerProps Consumer(IReadOnlyList<IBatchObserver> observers, RunCounters counters, Display display) =>
        BatchReader.Props([.. observers, new StepCounter(counters)]);

    private sealed class StepCounter(RunCounters counters) : IBatchObserver
    {
        public void Begin(ConsumerContext context)
        {
            // the counters know it
        }

        public void Observe(MiniBatch batch) => counters.Step(batch.Step, batch.Count);

        public void Dispose()
        {
            // nothing is held
        }
    }
}
