using ActorPipeline.Consuming;

namespace ActorPipeline.Host.Running;

/// <summary>What a command does with the batches.</summary>
internal interface IWorkload
{
    /// <summary>The word for it: the run is done with this.</summary>
    string Name { get; }

    /// <summary>Where steps are computed, in the words of the summary.</summary>
    string Backend { get; }

    /// <summary>It has a trainer, which the meters measure.</summary>
    bool Trains { get; }

    /// <summary>The consumer; it counts each step, and tells the log of the run what belongs there.</summary>
    ConsumerProps Consumer(IReadOnlyList<IBatchObserver> observers, RunCounters counters, Action<string> log);
}
