using ActorPipeline.Host.Running;
using ActorPipeline.Host.Tests.EndToEnd;
using static ActorPipeline.Host.Tests.EndToEnd.ChildProcess;

namespace ActorPipeline.Host.Tests.Running;

public sealed class StopSignalsSpec : IDisposable
{
    private readonly Clock _clock = new();
    private readonly List<int> _exits = [];
    private readonly StopSignals _signals;

    public StopSignalsSpec() => _signals = new(_clock, _exits.Add);

    [Fact]
    public void Without_a_signal_nothing_stops() => Assert.Equal((null, false), (_signals.Received, _signals.Stop.IsCancellationRequested));

    [Fact]
    public void First_signal_asks_the_run_to_stop()
    {
        _signals.Receive(StopSignal.SIGTERM);
        Assert.Equal((StopSignal.SIGTERM, true), (_signals.Received, _signals.Stop.IsCancellationRequested));
        Assert.Empty(_exits);
    }

    [Fact]
    public void Signals_within_half_a_second_are_one_request_and_a_later_one_ends_the_process_with_its_own_code()
    {
        _signals.Receive(StopSignal.SIGTERM);
        _clock.Now += TimeSpan.FromMilliseconds(500);
        _signals.Receive(StopSignal.SIGINT);
        Assert.Empty(_exits);
        _clock.Now += TimeSpan.FromMilliseconds(1);
        _signals.Receive(StopSignal.SIGINT);
        Assert.Equal([130], _exits);
        Assert.Equal(StopSignal.SIGTERM, _signals.Received);
    }

    // The trainer never returns, and the supervisor would wait an hour for it.
    [Theory]
    [InlineData(SIGINT, SIGTERM, 143)]
    [InlineData(SIGTERM, SIGINT, 130)]
    public async Task A_process_that_does_not_stop_ends_at_once_with_a_later_signal(int first, int later, int exitCode)
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", "1,0\n2,1\n");
        EmittedFactory.Save(folder["blocking.dll"], EmittedFactory.Blocks("Samples.Blocking"));
        using var host = HostProcess.Start(folder.Path, "train", "--data", "a.csv", "--trainer", "blocking.dll",
            "--set", "supervisor.stop-grace-period=1h", "--summary", "summary.json");
        await host.WaitForOutputAsync(EmittedFactory.BlockedText);
        host.Signal(first);
        var result = await host.SignalToTheEndAsync(later);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.False(File.Exists(folder["summary.json"]));
    }

    public void Dispose() => _signals.Dispose();

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
