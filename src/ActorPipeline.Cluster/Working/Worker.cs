using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Wire;
using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Cluster.Working;

/// <summary>
/// Readers and decoders of a node, for one run at a time: it requests a job from a trainer's lease manager, as <see cref="WorkerProtocol"/> says;
/// leases come through the <see cref="BlockServer"/>, which sends their blocks.
/// </summary>
internal static class Worker
{
    /// <summary>The actor's name.</summary>
    public const string Name = "worker";

    /// <summary>The lease manager to request jobs from; null: none.</summary>
    public sealed record SetManager(ICanTell? Manager);

    /// <summary>From the data plane: a lease to accept. Answered by a <see cref="LeaseAnswer"/>.</summary>
    public sealed record AcceptLease(LeaseRequest Request);

    /// <summary>From the data plane: a row block of a lease was sent; its memory has been returned.</summary>
    public sealed record BlockWritten(RunId Run, long Lease, RowBlock Block);

    /// <summary>From the data plane: no further block of a lease will be sent.</summary>
    public sealed record LeaseEnded(RunId Run, long Lease);

    /// <summary>How a worker works.</summary>
    /// <param name="Reader">B.</param>
    /// <param name="Decoders">Decoders to start.</param>
    /// <param name="Supervisor">How failures are handled.</param>
    public sealed record Settings(LineReader.Settings Reader, int Decoders, PipelineSupervisor.Settings Supervisor)
    {
        /// <summary>Reads these settings.</summary>
        public static Settings From(SettingsReader reader)
        {
            var settings = PipelineSettings.From(reader);
            return new(settings.Reader, settings.Decoder.Decoders, settings.Supervisor);
        }
    }

    /// <summary>The node's actor.</summary>
    /// <param name="settings">How it works.</param>
    /// <param name="endpoint">Its block server.</param>
    /// <param name="note">Takes what a user wants to know.</param>
    public static Props Props(Settings settings, WorkerEndpoint endpoint, Action<string> note) =>
        Akka.Actor.Props.Create(() => new WorkerActor(settings, endpoint, note));
}
