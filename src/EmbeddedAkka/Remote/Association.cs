using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace Akka.Remote;

/// <param name="Payload">As it travels.</param>
/// <param name="Message">What to report where it does not arrive; null for what nobody misses.</param>
/// <param name="Sender">Likewise.</param>
/// <param name="Recipient">Likewise.</param>
internal readonly record struct Outgoing(byte[] Payload, object? Message = null, IActorRef? Sender = null, IActorRef? Recipient = null);

/// <summary>
/// The way to another address: a connection that this system makes when it has something to say, and a queue in front of it. What comes from
/// there comes over a connection of the other's making; only acknowledgements and answers to heartbeats go back on the same.
/// </summary>
/// <remarks>
/// Idle, connecting, connected, or gated: after a failure the address is left alone for a while, and what is sent meanwhile is a dead letter.
/// System messages are kept until the other incarnation has acknowledged them, and sent again after each failure.
/// </remarks>
internal sealed class Association
{
    /// <summary>Bytes that may wait for the connection.</summary>
    private const long MaximumQueued = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly RemoteActorRefProvider _remote;
    private readonly Queue<Outgoing> _queue = [];
    private readonly HashSet<int> _quarantined = [];
    private readonly SystemMessageOutbox<WireSystemMessage> _outbox;
    private readonly Dictionary<int, SystemMessageInbox> _inbox = [];
    private long _queuedBytes;
    private bool _overflows;
    private Phase _phase;
    private int? _uid;
    private AssociationHandle? _handle;
    private InboundConnection? _inbound;
    private TaskCompletionSource _queued = NewSignal();
    private bool _resending;

    internal Association(RemoteActorRefProvider remote, Address address)
    {
        (_remote, Address) = (remote, address);
        _outbox = new SystemMessageOutbox<WireSystemMessage>(remote.RemoteSettings.SystemMessageBuffer);
    }

    private enum Phase
    {
        Idle,
        Connecting,
        Connected,
        Gated,
        Stopped,
    }

    internal Address Address { get; }

    /// <summary>Whether something still waits for the connection, and has hope.</summary>
    internal bool HasUnsent
    {
        get
        {
            lock (_lock)
                return _queue.Count > 0 && _phase is Phase.Connecting or Phase.Connected;
        }
    }

    internal void Send(Outgoing outgoing)
    {
        bool fits, beginsToOverflow;
        lock (_lock)
        {
            fits = _phase is not (Phase.Gated or Phase.Stopped) && _queuedBytes + outgoing.Payload.Length <= MaximumQueued;
            if (fits)
                Enqueue(outgoing);
            beginsToOverflow = !fits && _phase is Phase.Connecting or Phase.Connected && !_overflows;
            _overflows |= beginsToOverflow;
        }
        if (beginsToOverflow)
            _remote.Log.Warning($"{Address} takes messages too slowly: {MaximumQueued} bytes wait. Further ones are dropped.");
        if (!fits)
            _remote.Undelivered(outgoing);
    }

    /// <summary>Sends what must arrive; the number is filled in.</summary>
    internal void SendSystem(WireSystemMessage message)
    {
        int? lost;
        lock (_lock)
        {
            if (_phase == Phase.Stopped)
                return;
            var number = _outbox.Add(message);
            lost = _outbox.IsOverfull ? _uid : null;
            if (_phase != Phase.Gated)
                Enqueue(new Outgoing(Pdu.Write(message with { Number = number })));
            StartResending();
        }
        if (lost is { } uid)
            _ = Task.Run(() => _remote.Quarantine(Address, uid, "it does not acknowledge system messages"));
    }

    /// <summary>Takes the uid as that of a node that is gone: no more messages come from it or go to it. Another incarnation may come.</summary>
    /// <param name="uid">Null for the one that was met last.</param>
    /// <returns>False if another has come already: it is none of its business.</returns>
    internal bool Quarantine(int? uid)
    {
        bool isLast;
        AssociationHandle? handle = null;
        InboundConnection? inbound = null;
        List<Outgoing> unsent = [];
        lock (_lock)
        {
            uid ??= _uid;
            if (uid is { } known)
                _quarantined.Add(known);
            if (_inbound is { } open && open.Uid == uid)
                (inbound, _inbound) = (open, null);
            isLast = uid is null || _uid is null || _uid == uid;
            if (isLast)
            {
                _outbox.Reset();
                unsent = DrainQueue();
                if (_phase == Phase.Connected)
                    (handle, _handle, _phase) = (_handle, null, Phase.Idle);
                _queued.TrySetResult();
            }
        }
        handle?.Disassociate();
        inbound?.Close();
        unsent.ForEach(_remote.Undelivered);
        return isLast;
    }

    /// <summary>The other has connected: it lives, so there is no reason to leave it alone any longer.</summary>
    /// <returns>False if that incarnation is quarantined.</returns>
    internal bool Accept(InboundConnection connection)
    {
        InboundConnection? former;
        AssociationHandle? outlived = null;
        bool isNewIncarnation;
        lock (_lock)
        {
            if (_quarantined.Contains(connection.Uid) || _phase == Phase.Stopped)
                return false;
            (former, _inbound) = (_inbound, connection);
            isNewIncarnation = Meet(connection.Uid);
            if (isNewIncarnation && _phase == Phase.Connected)
            {
                (outlived, _handle, _phase) = (_handle, null, Phase.Gated);
                _queued.TrySetResult();
            }
            if (_phase == Phase.Gated)
                EndGate();
        }
        former?.Close();
        outlived?.Disassociate();
        if (isNewIncarnation)
            _remote.Watcher.NewIncarnation(Address);
        return true;
    }

    /// <summary>Whether a system message from that incarnation is the next, and up to which number all are here.</summary>
    internal (bool IsNext, long Last) AcceptSystem(int uid, long number)
    {
        lock (_lock)
        {
            if (!_inbox.TryGetValue(uid, out var inbox))
            {
                // Only one incarnation lives at an address.
                _inbox.Clear();
                _inbox.Add(uid, inbox = new SystemMessageInbox());
            }
            return (inbox.Accept(number), inbox.Last);
        }
    }

    internal void Stop()
    {
        AssociationHandle? handle;
        InboundConnection? inbound;
        lock (_lock)
        {
            (_phase, handle, inbound) = (Phase.Stopped, _handle, _inbound);
            (_handle, _inbound) = (null, null);
            _queue.Clear();
            _queued.TrySetResult();
        }
        handle?.Disassociate();
        inbound?.Close();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Enqueue(Outgoing outgoing)
    {
        _queue.Enqueue(outgoing);
        _queuedBytes += outgoing.Payload.Length;
        _queued.TrySetResult();
        if (_phase == Phase.Idle)
            StartConnecting();
    }

    private void StartConnecting()
    {
        _phase = Phase.Connecting;
        _ = Task.Run(Connect);
    }

    private async Task Connect()
    {
        AssociationHandle? handle = null;
        try
        {
            handle = await _remote.Transport.Associate(Address).ConfigureAwait(false);
            lock (_lock)
            {
                if (_phase == Phase.Connecting)
                    _handle = handle;
            }
            var replies = new OutboundReplies(this, handle);
            handle.ReadHandlerSource.SetResult(replies);
            handle.Write(ByteString.Attach(Pdu.Write(_remote.Hello)));
            var uid = await replies.Greeted.WaitAsync(_remote.RemoteSettings.HandshakeTimeout).ConfigureAwait(false);
            if (BecomeConnected(handle, uid))
                await Pump(handle).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            handle?.Disassociate();
            Failed(handle, failure is TimeoutException ? $"no greeting within {_remote.RemoteSettings.HandshakeTimeout}" : failure.Message);
        }
    }

    private bool BecomeConnected(AssociationHandle handle, int uid)
    {
        bool isNewIncarnation;
        lock (_lock)
        {
            if (_quarantined.Contains(uid))
                throw new InvalidAssociationException("this incarnation is quarantined; it must be restarted");
            if (_phase != Phase.Connecting || _handle != handle)
            {
                handle.Disassociate();
                return false;
            }
            isNewIncarnation = Meet(uid);
            (_phase, _overflows) = (Phase.Connected, false);
            QueuePending();
        }
        _remote.Log.Debug($"Connected to {Address}, uid {uid}");
        if (isNewIncarnation)
            _remote.Watcher.NewIncarnation(Address);
        return true;
    }

    /// <summary>Learns who lives at the address. What was kept for a former incarnation is of no use to this one.</summary>
    /// <returns>True if there was a former one.</returns>
    private bool Meet(int uid)
    {
        var isNew = _uid is { } former && former != uid;
        if (isNew)
            _outbox.Reset();
        _uid = uid;
        return isNew;
    }

    /// <summary>Puts unacknowledged system messages in front of all that waits. Some may be in the queue already: the other takes each once.</summary>
    private void QueuePending()
    {
        if (_outbox.IsEmpty)
            return;
        var waiting = DrainQueue();
        foreach (var (number, message) in _outbox.Pending)
            Enqueue(new Outgoing(Pdu.Write(message with { Number = number })));
        waiting.ForEach(Enqueue);
    }

    private async Task Pump(AssociationHandle handle)
    {
        while (true)
        {
            Outgoing next;
            Task queued;
            lock (_lock)
            {
                if (_handle != handle)
                    return;
                if (!_queue.TryPeek(out next))
                    _queued = NewSignal();
                queued = _queued.Task;
            }
            if (next.Payload is null)
            {
                await queued.ConfigureAwait(false);
                continue;
            }
            if (!handle.Write(ByteString.Attach(next.Payload)))
            {
                await Task.Delay(_remote.RemoteSettings.Backoff).ConfigureAwait(false);
                continue;
            }
            lock (_lock)
            {
                if (_handle != handle)
                    return;
                _queue.Dequeue();
                _queuedBytes -= next.Payload.Length;
                _overflows &= _queue.Count > 0;
            }
        }
    }

    /// <summary>The connection could not be made, or has ended.</summary>
    internal void Failed(AssociationHandle? handle, string reason)
    {
        List<Outgoing> unsent;
        lock (_lock)
        {
            if (_handle != handle || _phase is not (Phase.Connecting or Phase.Connected))
                return;
            (_handle, _phase) = (null, Phase.Gated);
            _queued.TrySetResult();
            unsent = DrainQueue();
        }
        var closedFor = _remote.RemoteSettings.GateClosedFor.TotalMilliseconds;
        _remote.Log.Warning($"Association with remote system {Address} has failed; address is now gated for {closedFor} ms. Reason: [{reason}]");
        unsent.ForEach(_remote.Undelivered);
        _ = Task.Delay(_remote.RemoteSettings.GateClosedFor).ContinueWith(_ =>
        {
            lock (_lock)
            {
                if (_phase == Phase.Gated)
                    EndGate();
            }
        }, TaskScheduler.Default);
    }

    private void EndGate()
    {
        _phase = Phase.Idle;
        if (!_outbox.IsEmpty || _queue.Count > 0)
            StartConnecting();
    }

    private List<Outgoing> DrainQueue()
    {
        List<Outgoing> all = [.. _queue];
        _queue.Clear();
        _queuedBytes = 0;
        return all;
    }

    private void StartResending()
    {
        if (_resending)
            return;
        _resending = true;
        _ = Resend();
    }

    /// <summary>A connection loses nothing, but an adapter may.</summary>
    private async Task Resend()
    {
        while (true)
        {
            long newest;
            lock (_lock)
                newest = _outbox.Pending.Select(each => each.Number).LastOrDefault();
            await Task.Delay(_remote.RemoteSettings.ResendInterval).ConfigureAwait(false);
            lock (_lock)
            {
                if (_outbox.IsEmpty || _phase == Phase.Stopped)
                {
                    _resending = false;
                    return;
                }
                if (_phase != Phase.Connected)
                    continue;
                foreach (var (number, message) in _outbox.Pending.TakeWhile(each => each.Number <= newest).Take(_remote.RemoteSettings.ResendLimit))
                    Enqueue(new Outgoing(Pdu.Write(message with { Number = number })));
            }
        }
    }

    /// <summary>The other has answered a heartbeat.</summary>
    internal void HeartbeatAnswered() => _remote.Watcher.HeartbeatResponse(Address);

    /// <summary>The other has taken in the system messages up to this number.</summary>
    internal void Acknowledged(AssociationHandle handle, long number)
    {
        lock (_lock)
        {
            if (_handle == handle)
                _outbox.Acknowledge(number);
        }
    }
}
