using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;

namespace ActorPipeline.Cluster.Gate;

/// <summary>The transport below, with a <see cref="GateHandshake"/> at the head of every connection.</summary>
internal sealed class GateTransport : Transport
{
    /// <summary>For the whole handshake.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Of so many refused connections one is logged, after the first: strangers must not fill the log.</summary>
    private const int LoggedRefusals = 100;

    /// <summary>Connections that may be in their handshake; more are closed at once.</summary>
    private const int MaximumWaiting = 256;

    private readonly Transport _below;
    private readonly ILoggingAdapter _log;
    private byte[] _token = [];
    private int _refused;

    internal GateTransport(Transport below, ActorSystem system)
    {
        _below = below;
        System = system;
        _log = Logging.GetLogger(System, nameof(TokenGate));
        SchemeIdentifier = below.SchemeIdentifier;
        MaximumPayloadBytes = below.MaximumPayloadBytes;
    }

    /// <remarks>Reads the token: what fails here ends the start of the system, while Akka.NET waits for ever for an adapter that was not made.</remarks>
    /// <exception cref="Flow.PipelineException">There is no token.</exception>
    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        _token = TokenGate.ReadToken(System.Settings.Config);
        var (address, listener) = await _below.Listen().ConfigureAwait(false);
        var upstream = new TaskCompletionSource<IAssociationEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = LetIn();
        return (address, upstream);

        async Task LetIn() => listener.SetResult(new Doorkeeper(this, await upstream.Task.ConfigureAwait(false)));
    }

    public override bool IsResponsibleFor(Address remote) => _below.IsResponsibleFor(remote);

    /// <exception cref="InvalidAssociationException">The other end did not prove that it knows the token.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var connection = new GatedConnection(await _below.Associate(remoteAddress).ConfigureAwait(false), _token, connects: true, _log);
        try
        {
            return await connection.Open().ConfigureAwait(false);
        }
        catch (GateException refused)
        {
            throw new InvalidAssociationException($"{remoteAddress} did not pass the gate: {refused.Message}", refused);
        }
    }

    public override Task<bool> Shutdown() => _below.Shutdown();

    private void Refused(Address from, string reason)
    {
        var count = Interlocked.Increment(ref _refused);
        if (count % LoggedRefusals == 1)
            _log.Warning($"A connection from {from} did not pass the gate: {reason}. Refused so far: {count}");
    }

    private void Refuse(AssociationHandle handle)
    {
        const string reason = "too many connections are in front of the gate";
        handle.Disassociate(reason, _log);
        Refused(handle.RemoteAddress, reason);
    }

    /// <summary>Tells the layer above of those who have passed only.</summary>
    private sealed class Doorkeeper(GateTransport gate, IAssociationEventListener upstream) : IAssociationEventListener
    {
        private int _waiting;

        public void Notify(IAssociationEvent ev)
        {
            if (ev is not InboundAssociation { Association: var handle })
                upstream.Notify(ev);
            else if (Volatile.Read(ref _waiting) >= MaximumWaiting)
                gate.Refuse(handle);
            else
                _ = Admit(handle);
        }

        private async Task Admit(AssociationHandle handle)
        {
            Interlocked.Increment(ref _waiting);
            try
            {
                var connection = new GatedConnection(handle, gate._token, connects: false, gate._log);
                upstream.Notify(new InboundAssociation(await connection.Open().ConfigureAwait(false)));
            }
            catch (GateException refused)
            {
                gate.Refused(handle.RemoteAddress, refused.Message);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }
}
