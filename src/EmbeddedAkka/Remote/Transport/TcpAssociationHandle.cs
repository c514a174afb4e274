using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;
using Google.Protobuf;

namespace Akka.Remote.Transport;

/// <summary>One end of a TCP connection.</summary>
internal sealed class TcpAssociationHandle(Socket socket, Address local, Address remote, int maximumFrame, ILoggingAdapter log)
    : AssociationHandle(local, remote)
{
    /// <summary>Bytes that may wait to be written; the last payload may exceed it.</summary>
    private const int MaximumUnwritten = 1024 * 1024;

    /// <summary>How long writing out and the closing of the other end may take.</summary>
    private static readonly TimeSpan _closing = TimeSpan.FromSeconds(1);

    private readonly Channel<ByteString> _unwritten = Channel.CreateUnbounded<ByteString>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _unwrittenBytes;

    /// <summary>Completed when the socket is closed.</summary>
    internal Task Ended => _ended.Task;

    internal void Start() => _ = Run();

    public override bool Write(ByteString payload)
    {
        if (Interlocked.Read(ref _unwrittenBytes) > MaximumUnwritten)
            return false;
        Interlocked.Add(ref _unwrittenBytes, payload.Length);
        return _unwritten.Writer.TryWrite(payload);
    }

    public override void Disassociate()
    {
        _unwritten.Writer.TryComplete();
        _closed.CancelAfter(_closing);
    }

    private async Task Run()
    {
        var (reading, writing) = (Read(), Write());
        if (await Task.WhenAny(reading, writing).ConfigureAwait(false) == writing)
        {
            // Closing a socket with unread bytes in it would reset the connection, and with it lose what was written last.
            Disassociate();
            await reading.ConfigureAwait(false);
        }
        _unwritten.Writer.TryComplete();
        await _closed.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(reading, writing).ConfigureAwait(false);
        socket.Dispose();
        _ended.TrySetResult();
        if (ReadHandlerSource.Task.IsCompletedSuccessfully)
            ReadHandlerSource.Task.Result.Notify(Disassociated.Instance);
    }

    private async Task Read()
    {
        try
        {
            var listener = await ReadHandlerSource.Task.WaitAsync(_closed.Token).ConfigureAwait(false);
            await using var stream = new BufferedStream(new NetworkStream(socket, ownsSocket: false), 64 * 1024);
            var prefix = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(prefix, _closed.Token).ConfigureAwait(false);
                var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
                if (length <= 0 || length > maximumFrame)
                {
                    log.Error($"Frame of {length} bytes from {RemoteAddress} is refused: expected 1 to {maximumFrame}. The connection is closed.");
                    return;
                }
                var payload = new byte[length];
                await stream.ReadExactlyAsync(payload, _closed.Token).ConfigureAwait(false);
                listener.Notify(new InboundPayload(ByteString.Attach(payload)));
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
        catch (Exception failure)
        {
            log.Error(failure, "A payload from {0} could not be handled. The connection is closed.", RemoteAddress);
        }
    }

    private async Task Write()
    {
        try
        {
            await using var stream = new BufferedStream(new NetworkStream(socket, ownsSocket: false), 64 * 1024);
            var prefix = new byte[4];
            await foreach (var payload in _unwritten.Reader.ReadAllAsync(_closed.Token).ConfigureAwait(false))
            {
                BinaryPrimitives.WriteInt32LittleEndian(prefix, payload.Length);
                await stream.WriteAsync(prefix, _closed.Token).ConfigureAwait(false);
                await stream.WriteAsync(payload.Memory, _closed.Token).ConfigureAwait(false);
                if (!_unwritten.Reader.TryPeek(out _))
                    await stream.FlushAsync(_closed.Token).ConfigureAwait(false);
                Interlocked.Add(ref _unwrittenBytes, -payload.Length);
            }
            await stream.FlushAsync(_closed.Token).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
