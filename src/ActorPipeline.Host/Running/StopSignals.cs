using System.Runtime.InteropServices;

namespace ActorPipeline.Host.Running;

/// <summary>A signal that stops a run; its value is the exit code then, 128 + the signal's number.</summary>
internal enum StopSignal
{
    SIGINT = 130,
    SIGTERM = 143,
}

/// <summary>SIGINT and SIGTERM: the first one asks the run to stop, a later one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    // timeout(1) sends its signal twice, to the process and to its group: one request, although two signals.
    private static readonly TimeSpan _sameRequest = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _clock;
    private readonly Action<int> _exit;
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long _receivedAt;

    /// <summary>Takes the signals of this process.</summary>
    public StopSignals()
        : this(TimeProvider.System, Environment.Exit) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, StopSignal.SIGINT)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, StopSignal.SIGTERM)),
    ];

    /// <summary>Takes no signals but those it is told of by <see cref="Receive"/>.</summary>
    /// <param name="clock">Tells how long ago the first one came.</param>
    /// <param name="exit">Ends the process.</param>
    internal StopSignals(TimeProvider clock, Action<int> exit) => (_clock, _exit, _registrations) = (clock, exit, []);

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The first signal; null if there was none.</summary>
    public StopSignal? Received { get; private set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    /// <summary>A signal has come.</summary>
    internal void Receive(StopSignal signal)
    {
        lock (_stop)
        {
            if (Received is null)
                (Received, _receivedAt) = (signal, _clock.GetTimestamp());
            else if (_clock.GetElapsedTime(_receivedAt) > _sameRequest)
                _exit((int)signal);
        }
        _stop.Cancel();
    }

    private void Handle(PosixSignalContext context, StopSignal signal)
    {
        context.Cancel = true;
        Receive(signal);
    }
}
