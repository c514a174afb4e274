using ActorPipeline.Data;

namespace ActorPipeline.Cluster.Wire;

/// <summary>
/// The whole conversation between a worker and the lease manager of a trainer's node; rows take another route, the data plane.
/// <list type="table">
/// <item><term><see cref="RequestJob"/></term><description>from a worker without a job, every second; answered by <see cref="AssignJob"/></description></item>
/// <item><term><see cref="AssignJob"/></term><description>to a worker; answered by <see cref="ReportDemand"/></description></item>
/// <item><term><see cref="ReportDemand"/></term><description>from a worker with a job, whenever its demand has changed, and every second</description></item>
/// <item><term><see cref="EndJob"/></term><description>to a worker, when the run has ended</description></item>
/// </list>
/// </summary>
public static class WorkerProtocol
{
    /// <summary>From a worker without a job.</summary>
    public sealed record RequestJob : IControlMessage;

    /// <summary>To a worker: the run to read and decode for.</summary>
    public sealed record AssignJob(Job Job) : IControlMessage;

    /// <summary>From a worker: how many splits it has requested since it was assigned the job.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Server">The id of its block server.</param>
    /// <param name="Address">Where that listens, <c>http://HOST:PORT</c> or <c>https://HOST:PORT</c>.</param>
    /// <param name="Requested">Splits requested in total: a count that only grows tolerates messages that are lost or repeated.</param>
    /// <param name="Readers">What its readers have done.</param>
    /// <param name="Decoders">What its decoders have done.</param>
    public sealed record ReportDemand(RunId Run, Guid Server, Uri Address, long Requested, StageWork Readers, StageWork Decoders) : IControlMessage;

    /// <summary>What a stage has done on a worker.</summary>
    /// <param name="Actors">Actors that it has there.</param>
    /// <param name="Busy">Time they were busy since the job was assigned, summed.</param>
    public readonly record struct StageWork(int Actors, TimeSpan Busy);

    /// <summary>To a worker: the run has ended.</summary>
    public sealed record EndJob(RunId Run) : IControlMessage;
}
