using System.Runtime.InteropServices;

namespace ActorPipeline.Host.Running;

/// <summary>A signal that stops a run; its value is the exit code then, 128 + the signal's number.</summary>
internal enum StopSignal
{
    SIGINT = 130,
    SIGTERM = 143,
}

/// <summary>SIGINT and SIGTERM: the first one asks the run to stop, the second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, StopSignal.SIGINT)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, StopSignal.SIGTERM)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The first signal; null if there was none.</summary>
    public StopSignal? Received => Volatile.Read(ref _received) is > 0 and var signal ? (StopSignal)signal : null;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context, StopSignal signal)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _received, (int)signal, 0) != 0)
            Environment.Exit((int)signal);
        _stop.Cancel();
    }
}
