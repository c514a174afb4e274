using ActorPipeline.Cluster.Trust;
using ActorPipeline.Errors;
using ActorPipeline.Settings;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;

namespace ActorPipeline.Cluster.Gate;

/// <summary>The transport below, with a <see cref="GateHandshake"/> at the head of every connection.</summary>
internal sealed class GateTransport : Transport
{
    /// <summary>For the whole handshake.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Connections that may be in their handshake; where there are more, the one that has been in it longest is closed.</summary>
    private const int MaximumWaiting = 256;

    private readonly Transport _below;
    private readonly ILoggingAdapter _log;
    private readonly RejectionLog _rejections;
    private SharedToken? _token;

    internal GateTransport(Transport below, ActorSystem system)
    {
        _below = below;
        System = system;
        _log = Logging.GetLogger(System, nameof(TokenGate));
        _rejections = new RejectionLog("cluster port", line => _log.Warning(line));
        SchemeIdentifier = below.SchemeIdentifier;
        MaximumPayloadBytes = below.MaximumPayloadBytes;
    }

    /// <remarks>Reads the token: what fails here ends the start of the system, while Akka.NET waits for ever for an adapter that was not made.</remarks>
    /// <exception cref="PipelineException">There is no token.</exception>
    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        _token = SharedToken.From(new SettingsReader(System.Settings.Config));
        var (address, listener) = await _below.Listen().ConfigureAwait(false);
        var upstream = new TaskCompletionSource<IAssociationEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = LetIn();
        return (address, upstream);

        async Task LetIn() => listener.SetResult(new ConnectionLimiter(this, await upstream.Task.ConfigureAwait(false)));
    }

    public override bool IsResponsibleFor(Address remote) => _below.IsResponsibleFor(remote);

    /// <exception cref="InvalidAssociationException">The other end did not prove that it knows the token.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var connection = new GatedConnection(await _below.Associate(remoteAddress).ConfigureAwait(false), _token!, connects: true, _log);
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

    /// <summary>Tells the layer above of those who have passed only.</summary>
    private sealed class ConnectionLimiter(GateTransport gate, IAssociationEventListener upstream) : IAssociationEventListener
    {
        private readonly LinkedList<GatedConnection> _waiting = [];

        public void Notify(IAssociationEvent ev)
        {
            if (ev is InboundAssociation { Association: var handle })
                _ = AdmitAsync(new GatedConnection(handle, gate._token!, connects: false, gate._log));
            else
                upstream.Notify(ev);
        }

        private async Task AdmitAsync(GatedConnection connection)
        {
            var place = Enter(connection);
            try
            {
                upstream.Notify(new InboundAssociation(await connection.Open().ConfigureAwait(false)));
            }
            catch (GateException refused)
            {
                gate._rejections.Add($"{connection.RemoteAddress.Host}", refused.Message);
            }
            finally
            {
                lock (_waiting)
                    if (place.List is not null)
                        _waiting.Remove(place);
            }
        }

        private LinkedListNode<GatedConnection> Enter(GatedConnection connection)
        {
            lock (_waiting)
            {
                if (_waiting.Count == MaximumWaiting)
                {
                    _waiting.First!.Value.TurnAway($"more than {MaximumWaiting} connections are in front of the gate");
                    _waiting.RemoveFirst();
                }
                return _waiting.AddLast(connection);
            }
        }
    }
}
