using ActorPipeline.Cluster.Trust;
using Akka.Actor;
using Akka.Remote.Transport;

namespace ActorPipeline.Cluster.Gate;

/// <summary>
/// A transport adapter that lets a connection through only when both its ends prove that they know the same <see cref="SharedToken"/>, that of the
/// file <c>actor-pipeline.cluster.token-file</c>. Without it, whoever reaches the port may join the cluster.
/// </summary>
/// <remarks>
/// It keeps strangers out; it does not encrypt. In HOCON:
/// <c>akka.remote.adapters.gate = "ActorPipeline.Cluster.Gate.TokenGate,ActorPipeline.Cluster"</c> (Akka.NET wants no space behind the comma)
/// and <c>akka.remote.dot-netty.tcp.applied-adapters = [gate]</c>.
/// </remarks>
public sealed class TokenGate : ITransportAdapterProvider
{
    /// <inheritdoc/>
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system) => new GateTransport(wrappedTransport, system);
}
