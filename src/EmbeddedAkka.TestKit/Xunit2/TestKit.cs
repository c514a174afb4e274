using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Internal;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2;

/// <summary>The base of an xunit test class that has an actor system, a new one for each test; it ends with the test.</summary>
public class TestKit : TestKitBase, IDisposable
{
    private readonly ActorCell _testActor;

    /// <param name="system">The system under test; null for a new one.</param>
    /// <param name="output">Where log events are written too.</param>
    public TestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : base(system ?? Create(ConfigurationFactory.Empty, null), null)
    {
        if (output is not null) LogTo(output);
        _testActor = ((LocalActorRef)TestActor).Cell;
        ActorCell.Enter(_testActor);
        SynchronizationContext.SetSynchronizationContext(new TestActorContext(_testActor, SynchronizationContext.Current));
    }

    /// <param name="config">HOCON for the new system, above the test kit's defaults.</param>
    /// <param name="output">Where log events are written too.</param>
    public TestKit(string config, ITestOutputHelper? output = null)
        : this(ConfigurationFactory.ParseString(config), null, output)
    {
    }

    /// <param name="config">For the new system, above the test kit's defaults.</param>
    /// <param name="actorSystemName">"test" if null.</param>
    /// <param name="output">Where log events are written too.</param>
    public TestKit(Config config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : this(Create(config, actorSystemName), output)
    {
    }

    /// <summary>Called once, at the end of the test.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        try
        {
            AfterAll();
        }
        finally
        {
            Shutdown();
            if (ActorCell.Current == _testActor) ActorCell.Leave(null);
        }
    }

    /// <summary>Called before the system is ended.</summary>
    protected virtual void AfterAll()
    {
    }

    private static ActorSystem Create(Config config, string? name) => ActorSystem.Create(name ?? "test", config.WithFallback(DefaultConfig));

    private void LogTo(ITestOutputHelper output)
    {
        var logger = ((ActorSystemImpl)Sys).SystemActorOf(Props.Create<TestOutputLogger>(output), "log-test-output");
        logger.Ask<LoggerInitialized>(new InitializeLogger(Sys.EventStream), RemainingOrDefault).GetAwaiter().GetResult();
    }
}
