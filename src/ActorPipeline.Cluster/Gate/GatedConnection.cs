using System.Security.Cryptography;
using ActorPipeline.Cluster.Trust;
using Akka.Event;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorPipeline.Cluster.Gate;

/// <summary>A connection behind the gate: what comes before both proofs is the gate's, all after it the upper layer's.</summary>
internal sealed class GatedConnection : AssociationHandle, IHandleEventListener
{
    /// <summary>What may come before the upper layer listens; more would be a flood.</summary>
    private const int MaximumEarly = 64;

    private readonly Lock _lock = new();
    private readonly AssociationHandle _below;
    private readonly GateHandshake _handshake;
    private readonly ILoggingAdapter _log;
    private readonly Queue<IHandleEvent> _early = [];
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IHandleEventListener? _upstream;

    internal GatedConnection(AssociationHandle below, SharedToken token, bool connects, ILoggingAdapter log)
        : base(below.LocalAddress, below.RemoteAddress)
    {
        (_below, _log) = (below, log);
        _handshake = new GateHandshake(token, connects, RandomNumberGenerator.GetBytes(GateHandshake.NonceLength));
        _ = PassOn();
    }

    /// <summary>Proves and demands proof.</summary>
    /// <returns>This connection, for the upper layer.</returns>
    /// <exception cref="GateException">The other end is a stranger, or too slow. The connection has been closed.</exception>
    internal async Task<AssociationHandle> Open()
    {
        // In this order: once this listens, the transport's own thread may answer the other's greeting, past one that waits for that thread.
        _below.Write(ByteString.CopyFrom(_handshake.Greeting));
        _below.ReadHandlerSource.SetResult(this);
        try
        {
            await _open.Task.WaitAsync(GateTransport.Patience).ConfigureAwait(false);
            return this;
        }
        catch (TimeoutException)
        {
            // A proof that comes at this very moment comes too late.
            _open.TrySetException(new GateException("too late"));
            _below.Disassociate("the handshake took too long", _log);
            throw new GateException($"expected both proofs within {GateTransport.Patience.TotalSeconds} s, found silence");
        }
        catch (GateException refused)
        {
            _below.Disassociate(refused.Message, _log);
            throw;
        }
    }

    /// <summary>Ends the handshake.</summary>
    internal void TurnAway(string reason) => _open.TrySetException(new GateException(reason));

    public override bool Write(ByteString payload) => _below.Write(payload);

#pragma warning disable CS0672 // Akka.NET calls it obsolete, and demands it.
    public override void Disassociate() => _below.Disassociate("the upper layer ends it", _log);
#pragma warning restore CS0672

    /// <summary>From the transport below, one at a time.</summary>
    public void Notify(IHandleEvent ev)
    {
        try
        {
            if (_open.Task.IsCompletedSuccessfully)
                PassOn(ev);
            else if (_open.Task.IsFaulted)
                return;
            else if (ev is InboundPayload payload)
                Receive(payload.Payload);
            else if (ev is Disassociated)
                throw new GateException("expected a handshake, found the end of the connection");
        }
        catch (GateException refused)
        {
            _open.TrySetException(refused);
        }
    }

    private void Receive(ByteString frame)
    {
        var step = _handshake.Receive(frame.Span);
        if (step.Answer is { } answer)
            _below.Write(ByteString.CopyFrom(answer));
        if (step.Opens)
            _open.TrySetResult();
    }

    /// <summary>To the upper layer, which may listen a moment later than the other end speaks.</summary>
    private void PassOn(IHandleEvent ev)
    {
        lock (_lock)
        {
            if (_upstream is { } upstream)
                upstream.Notify(ev);
            else if (_early.Count < MaximumEarly)
                _early.Enqueue(ev);
            else
                _below.Disassociate("too much before anybody listens", _log);
        }
    }

    private async Task PassOn()
    {
        var upstream = await ReadHandlerSource.Task.ConfigureAwait(false);
        lock (_lock)
        {
            while (_early.TryDequeue(out var ev))
                upstream.Notify(ev);
            _upstream = upstream;
        }
    }
}
