using System.Globalization;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Errors;
using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>How a node takes part in a cluster.</summary>
/// <param name="Host">The name or address of this node for all others.</param>
/// <param name="BindHost">The address at which it opens its ports.</param>
/// <param name="Port">Where it takes messages; 0 is any free port.</param>
/// <param name="DataPort">Where a worker gives its blocks; 0 is any free port.</param>
/// <param name="Join">Whom a worker joins, as HOST:PORT.</param>
/// <param name="RemoveAfter">How long a node may be unreachable before it is removed.</param>
/// <param name="Token">What all nodes know.</param>
/// <param name="Certificates">TLS for the blocks; null: plain TCP.</param>
public sealed record ClusterSettings(
    string Host, string BindHost, int Port, int DataPort, IReadOnlyList<(string Host, int Port)> Join, TimeSpan RemoveAfter, SharedToken Token,
    Certificates? Certificates)
{
    /// <summary>The role of the node that trains.</summary>
    public const string TrainerRole = "trainer";

    /// <summary>The role of nodes that read and decode.</summary>
    public const string WorkerRole = "worker";

    /// <summary>Reads these settings.</summary>
    /// <exception cref="PipelineException">One is not what it must be, or one of the files cannot be read.</exception>
    public static ClusterSettings From(SettingsReader reader)
    {
        var section = reader.Read<ClusterSection>();
        return new(section.Host, section.BindHost ?? section.Host, section.Port, section.DataPort, [.. section.Join.Select(ClusterSection.AddressOf)],
            section.RemoveAfter, SharedToken.From(reader), Certificates.From(reader));
    }

    /// <summary>
    /// What the actor system of such a node needs, to be laid below the user's own settings: the cluster with its roles, the gate that asks for
    /// the token, and the serializer of the messages. A cluster that falls apart is decided on by the nodes' monitors: the trainer's side lives
    /// on. Akka's resolvers would also end both nodes of a single broken link, and one of them may be the trainer. A system that cannot join ends
    /// after a minute, and its worker tries with another: a trainer that gave up on a node while that joined does not hear of it again.
    /// </summary>
    /// <param name="role">The node's role.</param>
    public Config ConfigFor(string role) => ConfigurationFactory.ParseString($$"""
        akka {
          actor {
            provider = cluster
            serializers.actor-pipeline = "ActorPipeline.Cluster.Wire.ControlSerializer, ActorPipeline.Cluster"
            serialization-bindings."ActorPipeline.Cluster.Wire.IControlMessage, ActorPipeline.Cluster" = actor-pipeline
          }
          remote {
            adapters.gate = "ActorPipeline.Cluster.Gate.TokenGate,ActorPipeline.Cluster"
            dot-netty.tcp {
              applied-adapters = [gate]
              tcp-reuse-addr = off
              hostname = "{{BindHost}}"
              public-hostname = "{{Host}}"
              port = {{Port.ToString(CultureInfo.InvariantCulture)}}
            }
            retry-gate-closed-for = 1s
          }
          cluster {
            retry-unsuccessful-join-after = 2s
            shutdown-after-unsuccessful-join-seed-nodes = 60s
            roles = [{{role}}]
            downing-provider-class = ""
          }
        }
        """);
}
