using System.Text.RegularExpressions;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

internal sealed partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly Lazy<CoordinatedShutdown> _shutdown;
    private readonly Lazy<Serialization.Serialization> _serialization;
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorCell _root;
    private LocalActorRef? _deadLetterListener;
    private int _terminating;
    private long _temporaries = -1;

    internal ActorSystemImpl(string name, Config config)
    {
        if (!ValidName().IsMatch(name))
            throw new ArgumentException(
                "Invalid ActorSystem name [" + name + "], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-' or '_')", nameof(name));
        Name = name;
        _shutdown = new Lazy<CoordinatedShutdown>(() => new CoordinatedShutdown(this));
        Settings = new Settings(config);
        AskTimeout = Settings.Config.GetTimeSpan("akka.actor.ask-timeout");
        RootPath = new RootActorPath(new Address("akka", name));
        EventStream = new EventStream();
        EventStream.StartStandardOut(this);
        DeadLetterRef = new DeadLetterActorRef(this, RootPath / "deadLetters");
        Log = new BusLogging(EventStream, $"ActorSystem({name})", typeof(ActorSystem));
        Dispatchers = new Dispatchers(Settings);
        ActorRefs = ActorRefProvider.For(this);
        Scheduler = TypeByName.Create<IScheduler>(Settings.Config.GetString("akka.scheduler.implementation")!, Settings.Config, Log);

        var strategy = TypeByName.Create<SupervisorStrategyConfigurator>(
            Settings.Config.GetString("akka.actor.guardian-supervisor-strategy")!);
        var above = new RootParent(this, RootPath / "bubble-walker");
        _root = new ActorCell(this, Props.Create<RootGuardian>(), Dispatchers.DefaultGlobalDispatcher, above, RootPath);
        UserGuardian = _root.AttachChild(Props.Create<UserGuardian>(strategy.Create()), "user");
        SystemGuardian = _root.AttachChild(Props.Create<SystemGuardian>(), "system");
        _root.Start();
        _serialization = new Lazy<Serialization.Serialization>(() => new Serialization.Serialization(this));
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override Dispatchers Dispatchers { get; }

    public override IScheduler Scheduler { get; }

    public override EventStream EventStream { get; }

    public override ILoggingAdapter Log { get; }

    internal override Serialization.Serialization Serialization => _serialization.Value;

    public override IActorRefProvider Provider => ActorRefs;

    public override IActorRef DeadLetters => DeadLetterRef;

    public override Task WhenTerminated => _terminated.Task;

    internal ActorPath RootPath { get; }

    internal ActorRefProvider ActorRefs { get; }

    internal TemporaryRefs Temporaries { get; } = new();

    internal TimeSpan AskTimeout { get; }

    internal CoordinatedShutdown Shutdown => _shutdown.Value;

    internal DeadLetterActorRef DeadLetterRef { get; }

    internal LocalActorRef UserGuardian { get; }

    internal LocalActorRef SystemGuardian { get; }

    public override IActorRef ActorOf(Props props, string? name = null) => UserGuardian.Cell.ActorOf(props, name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => new(this, actorPath);

    public override ActorSelection ActorSelection(string actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        if (actorPath.StartsWith('/'))
            return ActorSelection(ActorPath.Parse(RootPath.Address + actorPath));
        return ActorPath.TryParse(actorPath, out var path)
            ? ActorSelection(path)
            : throw new NotSupportedException($"The embedded engine does not support the relative selection [{actorPath}]; expected an absolute path.");
    }

    /// <summary>The actor at a path of this system, whatever its incarnation; null if there is none.</summary>
    internal IInternalActorRef? FindLocal(ActorPath path)
    {
        var names = path.Elements;
        if (names is ["deadLetters"])
            return DeadLetterRef;
        if (names is ["temp", var temporary])
            return Temporaries.Find(temporary);
        IInternalActorRef? found = _root.Self;
        for (var i = 0; i < names.Count && found is not null; i++)
            found = (found as LocalActorRef)?.Cell.FindChild(names[i]);
        return found;
    }

    /// <summary>Creates an actor below <c>/system</c>, which ends after all that are below <c>/user</c>.</summary>
    internal IActorRef SystemActorOf(Props props, string? name = null) => SystemGuardian.Cell.ActorOf(props, name);

    public override void Stop(IActorRef actor)
    {
        if (actor.Internal().Parent is LocalActorRef parent)
            parent.Cell.Stop(actor);
        else
            actor.Internal().Stop();
    }

    public override Task Terminate()
    {
        if (Settings.Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate"))
            _ = Shutdown.Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            StopGuardians();
        return WhenTerminated;
    }

    public override string ToString() => RootPath.Address.ToString();

    internal string TemporaryName() => ActorCell.Base64Name(Interlocked.Increment(ref _temporaries));

    /// <summary>What needs the guardians: the loggers, and what listens to the system.</summary>
    internal void Start()
    {
        try
        {
            EventStream.StartLoggers(this);
            var limit = DeadLetterListener.LimitFor(Settings.Config.GetString("akka.log-dead-letters")!);
            if (limit > 0)
            {
                var silence = Settings.Config.GetTimeSpan("akka.log-dead-letters-suspend-duration");
                _deadLetterListener = (LocalActorRef)SystemActorOf(Props.Create<DeadLetterListener>(limit, silence), "deadLetterListener");
            }
            ActorRefs.Start();
            _ = Shutdown;
        }
        catch
        {
            StopGuardians();
            throw;
        }
    }

    /// <summary>Ends the tree: first what is below <c>/user</c>, then the rest.</summary>
    internal void StopGuardians()
    {
        if (Interlocked.Exchange(ref _terminating, 1) != 0)
            return;
        if (!Settings.Config.GetBoolean("akka.log-dead-letters-during-shutdown") && _deadLetterListener is { } listener)
            Stop(listener);
        UserGuardian.Stop();
    }

    /// <summary>The last actor has ended.</summary>
    internal void Ended() => _ = Finish();

    private async Task Finish()
    {
        await ActorRefs.Stop().ConfigureAwait(false);
        (Scheduler as IDisposable)?.Dispose();
        Dispatchers.Shutdown();
        _terminated.TrySetResult();
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9-_]*$")]
    private static partial Regex ValidName();
}
