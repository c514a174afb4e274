using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Xunit.Abstractions;

namespace EmbeddedAkka.Tests.TestKit;

/// <summary>The actor system of a test, from its beginning to its end.</summary>
public sealed class TestKitTests
{
    private sealed class Kit : Akka.TestKit.Xunit2.TestKit
    {
        public Kit(ActorSystem? system = null, ITestOutputHelper? output = null) : base(system, output)
        {
        }

        public Kit(Config config, string? name = null) : base(config, name)
        {
        }

        public Kit(string config, ITestOutputHelper? output = null) : base(config, output)
        {
        }

        public List<string> Ended { get; } = [];

        protected override void AfterAll()
        {
            Ended.Add(Sys.WhenTerminated.IsCompleted ? "after the system" : "before the system");
            base.AfterAll();
        }
    }

    private sealed class Output : ITestOutputHelper
    {
        private readonly List<string> _lines = [];

        public string[] Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        public void WriteLine(string message)
        {
            lock (_lines) _lines.Add(message);
        }

        public void WriteLine(string format, params object[] args) => WriteLine(string.Format(format, args));
    }

    [Fact]
    public void System_ends_with_the_test()
    {
        var kit = new Kit();
        var system = kit.Sys;
        Assert.Equal("test", system.Name);
        Assert.False(system.WhenTerminated.IsCompleted);
        kit.Dispose();

        Assert.True(system.WhenTerminated.IsCompleted);
    }

    [Fact]
    public void System_of_somebody_else_ends_with_the_test_too()
    {
        var system = ActorSystem.Create("own");
        var kit = new Kit(system);
        Assert.Same(system, kit.Sys);
        kit.Dispose();

        Assert.True(system.WhenTerminated.IsCompleted);
    }

    /// <summary>xunit runs tests under a context with few threads, and all of them may be waiting for systems to end.</summary>
    [Fact]
    public async Task System_ends_without_the_context_of_who_waits_for_it()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Stuck());
        var ended = ActorSystem.Create("stuck").Terminate();
        SynchronizationContext.SetSynchronizationContext(context);

        await ended.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Config_lies_above_the_defaults_of_the_kit()
    {
        using var kit = new Kit(ConfigurationFactory.ParseString("mine = 5, akka.test.filter-leeway = 1s"), "named");
        var config = kit.Sys.Settings.Config;

        Assert.Equal("named", kit.Sys.Name);
        Assert.Equal(5, config.GetInt("mine"));
        Assert.Equal(TimeSpan.FromSeconds(1), config.GetTimeSpan("akka.test.filter-leeway"));
        Assert.Equal(TimeSpan.FromSeconds(3), config.GetTimeSpan("akka.test.single-expect-default"));
        Assert.Equal(["Akka.TestKit.TestEventListener, Akka.TestKit"], config.GetStringList("akka.loggers"));
    }

    [Fact]
    public void Hook_runs_before_the_system_ends_and_once()
    {
        var kit = new Kit("");
        kit.Dispose();

        Assert.Equal(["before the system"], kit.Ended);
    }

    [Fact]
    public void Log_goes_to_the_output_of_the_test()
    {
        var output = new Output();
        using var kit = new Kit("akka.loglevel = DEBUG", output);
        kit.Sys.Log.Warning("seen {0}", 1);

        kit.AwaitAssert(() => Assert.Contains(output.Lines, line => line.Contains("seen 1")));
    }

    [Fact]
    public void Slow_end_is_an_error_if_asked_for()
    {
        using var kit = new Kit();
        using var release = new ManualResetEventSlim();
        kit.ActorOf(Props.Create<SlowToEnd>(release));
        try
        {
            Assert.Throws<TimeoutException>(() => kit.Shutdown(TimeSpan.FromMilliseconds(50), verifySystemShutdown: true));
        }
        finally
        {
            release.Set();
        }
    }

    private sealed class Stuck : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    private sealed class SlowToEnd(ManualResetEventSlim release) : ReceiveActor
    {
        protected override void PostStop() => release.Wait();
    }
}
