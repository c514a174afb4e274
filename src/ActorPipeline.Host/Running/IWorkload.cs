using ActorPipeline.Host.Progress;
using ActorPipeline.Stages;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Running;

/// <summary>What a command does with the batches.</summary>
internal interface IWorkload
{
    /// <summary>The word for it: the run is done with this.</summary>
    string Name { get; }

    /// <summary>Where steps are computed, in the words of the summary; <c>none</c> before it is known.</summary>
    string Backend { get; }

    /// <summary>What the last bits of the weights depend on; null: on nothing, or it is not known yet.</summary>
    Numerics? Numerics { get; }

    /// <summary>It has a trainer, which the meters measure.</summary>
    bool Trains { get; }

    /// <summary>The consumer; it counts each step, and tells the user what belongs into the log of the run.</summary>
    ConsumerProps CreateConsumer(IReadOnlyList<IBatchHandler> handlers, RunCounters counters, Display display);
}
