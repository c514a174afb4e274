using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Cluster.Working;

/// <summary>
/// Readers and decoders of a node, for whatever run it is engaged in: it asks a trainer's <see cref="Leasing.LeaseManager"/> for work, leases come
/// through the <see cref="BlockServer"/>, and that takes their blocks. The conversation with the manager is on the manager's page.
/// </summary>
internal static class Worker
{
    /// <summary>The actor's name.</summary>
    public const string Name = "worker";

    /// <summary>Where work is asked for; null: nowhere.</summary>
    public sealed record TrainerIs(ICanTell? Manager);

    /// <summary>From the data plane: a lease to work on. Answered by a <see cref="LeaseAnswer"/>.</summary>
    public sealed record Take(LeaseRequest Request);

    /// <summary>From the data plane: a block of a lease was given away.</summary>
    public sealed record Written(RunId Run, long Lease);

    /// <summary>From the data plane: nobody takes blocks of a lease any more.</summary>
    public sealed record Ended(RunId Run, long Lease);

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
    /// <param name="endpoint">Where its blocks are taken.</param>
    /// <param name="note">Takes what a user wants to know.</param>
    public static Props Props(Settings settings, WorkerEndpoint endpoint, Action<string> note) =>
        Akka.Actor.Props.Create(() => new WorkerActor(settings, endpoint, note));
}
