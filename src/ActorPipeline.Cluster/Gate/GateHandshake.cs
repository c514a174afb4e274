using ActorPipeline.Cluster.Trust;

namespace ActorPipeline.Cluster.Gate;

/// <summary>What follows from a frame of the handshake.</summary>
/// <param name="Answer">To be sent; null for nothing.</param>
/// <param name="Opens">Both have proved that they know the token: the connection is theirs.</param>
internal readonly record struct GateStep(byte[]? Answer, bool Opens);

/// <summary>A handshake was no proof. The message says what was found and what was expected, and nothing of the token.</summary>
internal sealed class GateException(string message) : Exception(message);

/// <summary>
/// One side of the proof that both ends of a connection know the same token, without a socket or a clock. Each sends a greeting (magic,
/// version, 32 random bytes), then the proof of its own role over the connecting side's bytes and the accepting side's; the connecting side
/// first, so that the accepting side proves nothing to a stranger. Roles and fresh bytes make mirrored and replayed frames worthless.
/// </summary>
internal sealed class GateHandshake
{
    internal const int NonceLength = 32;
    internal const int GreetingLength = 5 + NonceLength;
    internal const int ProofLength = 32;

    private const byte Version = 1;

    private readonly SharedToken _token;
    private readonly bool _connects;
    private readonly byte[] _nonce;
    private byte[]? _othersNonce;
    private bool _ended;

    /// <param name="token">What both must know.</param>
    /// <param name="connects">Whether this is the side that connected.</param>
    /// <param name="nonce">Random bytes that were never used before.</param>
    internal GateHandshake(SharedToken token, bool connects, byte[] nonce) => (_token, _connects, _nonce) = (token, connects, nonce);

    private byte[] Connecting => _connects ? _nonce : _othersNonce!;

    private byte[] Accepting => _connects ? _othersNonce! : _nonce;

    private static ReadOnlySpan<byte> Magic => "APGT"u8;

    /// <summary>This side's first frame, to be sent at once.</summary>
    internal byte[] Greeting => [.. Magic, Version, .. _nonce];

    /// <summary>Takes the other's next frame.</summary>
    /// <exception cref="GateException">It is not the frame of somebody who knows the token; the connection is to be closed.</exception>
    internal GateStep Receive(ReadOnlySpan<byte> frame)
    {
        if (_ended)
            throw new GateException("expected nothing more of the handshake, found a frame");
        if (_othersNonce is null)
        {
            _othersNonce = ReadGreeting(frame);
            return new GateStep(_connects ? Proof(ofConnecting: true) : null, Opens: false);
        }
        _ended = true;
        if (frame.Length != ProofLength)
            throw new GateException($"expected a proof of {ProofLength} bytes, found {frame.Length}");
        if (!IsProof(frame, ofConnecting: !_connects))
            throw new GateException("expected a proof by this cluster's token, found one by another");
        return new GateStep(_connects ? null : Proof(ofConnecting: false), Opens: true);
    }

    private static byte[] ReadGreeting(ReadOnlySpan<byte> frame)
    {
        if (frame.Length != GreetingLength || !frame.StartsWith(Magic))
            throw new GateException($"expected a greeting of {GreetingLength} bytes, found {frame.Length} bytes of something else");
        var version = frame[Magic.Length];
        if (version != Version)
            throw new GateException($"expected gate version {Version}, found {version}");
        return frame[(Magic.Length + 1)..].ToArray();
    }

    private byte[] Proof(bool ofConnecting) => _token.Prove(PurposeOf(ofConnecting), Connecting, Accepting);

    private bool IsProof(ReadOnlySpan<byte> frame, bool ofConnecting) => _token.IsProof(frame, PurposeOf(ofConnecting), Connecting, Accepting);

    private static string PurposeOf(bool ofConnecting) => ofConnecting ? "actor-pipeline gate 1 connects" : "actor-pipeline gate 1 accepts";
}
