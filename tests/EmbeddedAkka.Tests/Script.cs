using Akka.Actor;

namespace EmbeddedAkka.Tests;

/// <summary>What an actor of a test does at each point of its life.</summary>
public sealed class Script
{
    public Action? OnConstruct { get; init; }

    public Action<IUntypedActorContext>? OnStart { get; init; }

    public Action<IUntypedActorContext, object>? OnMessage { get; init; }

    public Action<IUntypedActorContext>? OnStop { get; init; }

    public Action<IUntypedActorContext, Exception, object?>? OnPreRestart { get; init; }

    public Action<Exception>? OnPostRestart { get; init; }

    /// <summary>Leaves the children alone at a restart.</summary>
    public bool KeepsChildren { get; init; }

    public SupervisorStrategy? Strategy { get; init; }

    public Props Props => Props.Create(() => new Scripted(this));

    private sealed class Scripted : UntypedActor
    {
        private readonly Script _script;

        public Scripted(Script script)
        {
            _script = script;
            script.OnConstruct?.Invoke();
        }

        protected override SupervisorStrategy SupervisorStrategy() => _script.Strategy ?? base.SupervisorStrategy();

        protected override void PreStart() => _script.OnStart?.Invoke(Context);

        protected override void PostStop() => _script.OnStop?.Invoke(Context);

        protected override void PreRestart(Exception reason, object message)
        {
            _script.OnPreRestart?.Invoke(Context, reason, message);
            if (!_script.KeepsChildren)
                base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _script.OnPostRestart?.Invoke(reason);
            base.PostRestart(reason);
        }

        protected override void OnReceive(object message)
        {
            if (_script.OnMessage is { } handle)
                handle(Context, message);
            else
                Unhandled(message);
        }
    }
}

/// <summary>The failure of a test's actor.</summary>
public sealed class Boom(string message = "boom") : Exception(message);
