using ActorPipeline.Flow;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace ActorPipeline.Cluster.Gate;

/// <summary>
/// A transport adapter that lets a connection through only when both its ends prove that they know the same token: the content of the file
/// <c>actor-pipeline.cluster.token-file</c>, without white space around it. Without it, whoever reaches the port may join the cluster.
/// </summary>
/// <remarks>
/// It keeps strangers out; it does not encrypt. In HOCON:
/// <c>akka.remote.adapters.gate = "ActorPipeline.Cluster.Gate.TokenGate,ActorPipeline.Cluster"</c> (Akka.NET wants no space behind the comma)
/// and <c>akka.remote.dot-netty.tcp.applied-adapters = [gate]</c>.
/// </remarks>
public sealed class TokenGate : ITransportAdapterProvider
{
    internal const string TokenFileKey = "actor-pipeline.cluster.token-file";

    /// <summary>Shorter tokens can be found by trying, from one handshake that was listened to.</summary>
    private const int ShortestToken = 16;

    /// <inheritdoc/>
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system) => new GateTransport(wrappedTransport, system);

    /// <exception cref="PipelineException">No token file is set, it cannot be read, or its token is too short.</exception>
    internal static byte[] ReadToken(Config config)
    {
        if (config.GetString(TokenFileKey) is not { Length: > 0 } path)
            throw new PipelineException(FailureKind.Settings, $"{TokenFileKey}: expected the path of a file with the cluster's token, found none");
        var token = FileFailure.Guard(path, () => File.ReadAllBytes(path)).AsSpan().Trim(" \t\r\n"u8);
        return token.Length >= ShortestToken
            ? token.ToArray()
            : throw new PipelineException(FailureKind.Settings, $"{path}: expected a token of {ShortestToken} bytes at least, found {token.Length}");
    }
}
