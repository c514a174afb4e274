using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Stands between a parent and a child that is started again with growing waits. What it is told, it forwards to the child; what the child tells it, to its parent.</summary>
public static class BackoffSupervisor
{
    public static Props Props(BackoffOptions options) => options.Trigger == BackoffTrigger.Failure
        ? Actor.Props.Create<BackoffOnFailureSupervisor>(options)
        : Actor.Props.Create<BackoffOnStopSupervisor>(options);

    /// <summary>Asks for <see cref="CurrentChild"/>.</summary>
    public sealed class GetCurrentChild
    {
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild()
        {
        }
    }

    /// <summary>The child, or <see cref="ActorRefs.Nobody"/> while there is none.</summary>
    public sealed class CurrentChild
    {
        internal CurrentChild(IActorRef @ref) => Ref = @ref;

        public IActorRef Ref { get; }
    }

    /// <summary>Asks for <see cref="RestartCount"/>.</summary>
    public sealed class GetRestartCount
    {
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount()
        {
        }
    }

    /// <summary>How often the child was started again since the last reset.</summary>
    public sealed class RestartCount
    {
        internal RestartCount(int count) => Count = count;

        public int Count { get; }
    }

    /// <summary>Makes a supervisor with manual reset count restarts anew.</summary>
    public sealed class Reset
    {
        public static readonly Reset Instance = new();

        private Reset()
        {
        }
    }
}
