using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// An actor system under test and, in it, a test actor: what that actor receives waits in a queue, from which the test takes it
/// with the <c>Expect</c> and <c>Receive</c> methods. Time-outs are stretched by <c>akka.test.timefactor</c>.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static int _testActors;

    private readonly BlockingCollection<MessageEnvelope> _received = [];
    private readonly TestActor.Filter _filter = new();
    private readonly TestKitSettings _settings;
    private MessageEnvelope? _last;

    private protected TestKitBase(ActorSystem system, string? testActorName)
    {
        Sys = system;
        if (!Sys.Settings.Config.HasPath("akka.test.test-actor")) Sys.Settings.InjectTopLevelFallback(DefaultConfig);
        _settings = new TestKitSettings(Sys.Settings.Config);
        EventFilter = new EventFilterFactory(this);
        TestActor = ((ActorSystemImpl)Sys).SystemActorOf(
            Props.Create<TestActor>(_received, _filter).WithDispatcher("akka.test.test-actor.dispatcher"),
            testActorName ?? $"testActor{Interlocked.Increment(ref _testActors)}");
    }

    internal static Config DefaultConfig { get; } =
        ConfigurationFactory.FromResource("EmbeddedAkka.TestKit.reference.conf", typeof(TestKitBase).Assembly);

    public ActorSystem Sys { get; }

    /// <summary>The actor whose messages the test takes; it is the sender of what the test tells.</summary>
    public IActorRef TestActor { get; }

    public EventFilterFactory EventFilter { get; }

    /// <summary>Whether a message waits.</summary>
    public bool HasMessages => _received.Count > 0;

    /// <summary>The message that was taken last.</summary>
    /// <exception cref="IllegalActorStateException">None was taken, or the last attempt found none.</exception>
    public object LastMessage => Last.Message;

    /// <summary>The sender of the message that was taken last.</summary>
    /// <inheritdoc cref="LastMessage"/>
    public IActorRef LastSender => Last.Sender;

    internal TimeSpan TestEventFilterLeeway => _settings.TestEventFilterLeeway;

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    private MessageEnvelope Last => _last ?? throw new IllegalActorStateException("last receive did not dequeue a message");

    public IActorRef ActorOf(Props props) => Sys.ActorOf(props);

    ActorSelection IActorRefFactory.ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    ActorSelection IActorRefFactory.ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    public IActorRef ActorOf(Props props, string? name) => Sys.ActorOf(props, name);

    /// <summary>Another test actor in the same system.</summary>
    /// <param name="name">Its name below <c>/system</c>; one is made if it is null.</param>
    public virtual TestProbe CreateTestProbe(string? name = null) => new(Sys, name);

    /// <summary>Lets the test actor receive a <see cref="Terminated"/> when that actor ends; from the return of this call on.</summary>
    public IActorRef Watch(IActorRef actorToWatch) => Do(new TestActor.Watch(actorToWatch), actorToWatch);

    /// <summary>Ends a <see cref="Watch"/>, at the return of this call.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch) => Do(new TestActor.Unwatch(actorToUnwatch), actorToUnwatch);

    /// <summary>Drops messages on arrival, from now on.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) => _filter.Ignores = shouldIgnoreMessage;

    /// <summary>Ends <see cref="IgnoreMessages(Func{object, bool})"/>.</summary>
    public void IgnoreNoMessages() => _filter.Ignores = _ => false;

    /// <summary>Ends the actor system and waits for it.</summary>
    /// <param name="duration">How long to wait; <c>akka.test.default-timeout</c> if null.</param>
    /// <param name="verifySystemShutdown">Whether it is an error if the system has not ended by then.</param>
    /// <exception cref="TimeoutException">It has not.</exception>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        var patience = duration ?? Dilated(_settings.DefaultTimeout);
        if (!Sys.Terminate().Wait(patience) && verifySystemShutdown)
            throw new TimeoutException($"Failed to stop [{Sys.Name}] within [{patience}].");
    }

    /// <summary>A duration, stretched by <c>akka.test.timefactor</c>.</summary>
    public TimeSpan Dilated(TimeSpan duration) => duration * _settings.TestTimeFactor;

    private IActorRef Do(object command, IActorRef subject)
    {
        TestActor.Ask<Done>(command, RemainingOrDefault).GetAwaiter().GetResult();
        return subject;
    }
}
