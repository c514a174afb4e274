using Akka.Actor;

namespace EmbeddedAkka.Tests;

/// <summary>A member of a <see cref="StressFamily"/>.</summary>
public sealed class StressActor : UntypedActor
{
    private readonly Role _role;
    private bool _stopped;

    public StressActor(Role role)
    {
        _role = role;
        if (role.NextIsBroken)
            throw new Boom("broken");
    }

    private StressFamily Family => _role.Family;

    private bool IsHead => _role.Generation == 0;

    public static Props Head(StressFamily family, Random random)
    {
        var role = new Role(family, 0, [random.Next(3), random.Next(3)], random.Next(2) == 0, random.Next(2000));
        return Props.Create(() => new StressActor(role));
    }

    protected override SupervisorStrategy SupervisorStrategy() => _role.AllForOne
        ? new AllForOneStrategy(_role.Decide)
        : new OneForOneStrategy(_role.Decide);

    protected override void PreStart()
    {
        if (IsHead)
            Family.CheckThatNobodyLives("before its head starts");
        Family.Started();
        if (_role.Generation == _role.Children.Length)
            return;
        for (var child = _role.Children[_role.Generation]; child > 0; child--)
        {
            var role = _role with { Generation = _role.Generation + 1 };
            Context.ActorOf(Props.Create(() => new StressActor(role)));
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        base.PreRestart(reason, message);
        if (_role.StopsAtRestart)
            Context.Stop(Self);
    }

    /// <summary>Takes a while, so that stops and restarts take one too.</summary>
    protected override void PostStop()
    {
        Thread.SpinWait(_role.SpinsToStop);
        if (_stopped) // a stop during a restart ends the old instance once more
            return;
        _stopped = true;
        Family.Stopped();
    }

    protected override void OnReceive(object message)
    {
        if (IsHead)
            Family.Enter();
        try
        {
            Handle(message);
        }
        finally
        {
            if (IsHead)
                Family.Leave();
        }
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case StressFamily.Numbered numbered:
                Family.Handled(numbered.Number);
                break;
            case Trouble { Depth: > 0 } trouble when Context.GetChildren().LastOrDefault() is { } child:
                child.Tell(trouble with { Depth = trouble.Depth - 1 });
                break;
            case Trouble trouble:
                _role.NextIsBroken = trouble.BreaksTheNext && !IsHead;
                throw new TroubleException(trouble.Directive);
            case Ping:
                Sender.Tell(message);
                break;
            case StopYourself:
                Context.Stop(Self);
                break;
            case StopAtRestart:
                _role.StopsAtRestart = true;
                throw new TroubleException(Directive.Restart);
        }
    }

    /// <summary>Fails a member of the family.</summary>
    /// <param name="Depth">Its generation, if there is one.</param>
    /// <param name="Directive">What its parent then does.</param>
    /// <param name="BreaksTheNext">Whether the next instance cannot be made.</param>
    public sealed record Trouble(int Depth, Directive Directive, bool BreaksTheNext);

    public sealed record Ping
    {
        public static readonly Ping Instance = new();
    }

    public sealed record StopYourself
    {
        public static readonly StopYourself Instance = new();
    }

    /// <summary>Restarts, with the order to stop in the midst of it.</summary>
    public sealed record StopAtRestart
    {
        public static readonly StopAtRestart Instance = new();
    }

    /// <summary>What all instances of one actor have in common.</summary>
    /// <param name="Family">Whose member it is.</param>
    /// <param name="Generation">0 is the head.</param>
    /// <param name="Children">Of one member of each generation.</param>
    /// <param name="AllForOne">Whether siblings share their fate.</param>
    /// <param name="SpinsToStop">How slow it is to stop.</param>
    public sealed record Role(StressFamily Family, int Generation, int[] Children, bool AllForOne, int SpinsToStop)
    {
        public bool NextIsBroken { get; set; }

        public bool StopsAtRestart { get; set; }

        public Directive Decide(Exception cause) => cause is TroubleException trouble ? trouble.Directive : Directive.Stop;
    }

    private sealed class TroubleException(Directive directive) : Exception
    {
        public Directive Directive => directive;
    }
}

/// <summary>Watches heads of families, and checks that it is told once of each end, when nobody of the family lives any more.</summary>
public sealed class StressWatcher(StressLog log) : UntypedActor
{
    private readonly Dictionary<IActorRef, StressFamily> _watched = [];
    private IActorRef? _settling;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Watch watch:
                if (_watched.TryAdd(watch.Family.Head, watch.Family))
                    Context.Watch(watch.Family.Head);
                break;
            case Unwatch unwatch:
                _watched.Remove(unwatch.Family.Head);
                Context.Unwatch(unwatch.Family.Head);
                break;
            case Terminated terminated when _watched.Remove(terminated.ActorRef, out var family):
                family.CheckThatNobodyLives("when its end is told");
                break;
            case Terminated terminated:
                log.Wrong($"{Self} is told of the end of {terminated.ActorRef} twice, or unasked");
                break;
            case Settle:
                _settling = Sender;
                break;
        }
        if (_watched.Count == 0)
            _settling?.Tell("settled");
    }

    public sealed record Watch(StressFamily Family);

    public sealed record Unwatch(StressFamily Family);

    /// <summary>Answered when every end has been told.</summary>
    public sealed record Settle
    {
        public static readonly Settle Instance = new();
    }
}
