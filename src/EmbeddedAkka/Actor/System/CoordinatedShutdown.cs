using System.Collections.Concurrent;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Ends a system phase by phase. The tasks of a phase run at once; a phase begins when those it depends on are done.</summary>
public sealed class CoordinatedShutdown
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly ActorSystemImpl _system;
    private readonly ILoggingAdapter _log;
    private readonly Config _config;
    private readonly IReadOnlyList<ShutdownPhase> _phases;
    private readonly ConcurrentDictionary<string, List<(string Name, Func<Task<Done>> Run)>> _tasks = new();
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason? _reason;

    internal CoordinatedShutdown(ActorSystemImpl system)
    {
        _system = system;
        _log = Logging.GetLogger(system, nameof(CoordinatedShutdown));
        _config = system.Settings.Config.GetConfig("akka.coordinated-shutdown")!;
        _phases = ShutdownPhase.InOrder(_config);
        var terminates = _config.GetBoolean("terminate-actor-system");
        if (!terminates && _config.GetBoolean("run-by-actor-system-terminate"))
            throw new ConfigurationException(
                "akka.coordinated-shutdown: run-by-actor-system-terminate = on needs terminate-actor-system = on, or the system would never end.");
        if (terminates)
            AddTask(PhaseActorSystemTerminate, "terminate-system", TerminateSystem);
        if (_config.GetBoolean("run-by-clr-shutdown-hook"))
            RunAtProcessExit();
    }

    /// <summary>Why it runs; null before.</summary>
    public Reason? ShutdownReason => _reason;

    public static CoordinatedShutdown Get(ActorSystem sys) => ((ActorSystemImpl)sys).Shutdown;

    /// <summary>Adds work to a phase, to be started together with the phase's other tasks.</summary>
    /// <exception cref="ConfigurationException">There is no such phase.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_phases.Any(known => known.Name == phase))
            throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(",", _phases.Select(known => known.Name))}]. "
                + "All phases (along with their optional dependencies) must be defined in configuration.");
        var tasks = _tasks.GetOrAdd(phase, _ => []);
        lock (tasks)
            tasks.Add((taskName, task));
    }

    /// <summary>Runs all phases; once: later calls return the same task.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="fromPhase">Skips the phases before this one.</param>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
            _ = RunPhases(fromPhase);
        return _done.Task;
    }

    private async Task RunPhases(string? fromPhase)
    {
        // Not on the caller's thread: that may be an actor's, and tasks may block.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            foreach (var phase in _phases.SkipWhile(phase => fromPhase is not null && phase.Name != fromPhase))
            {
                await RunPhase(phase).ConfigureAwait(false);
            }
            _done.TrySetResult(Done.Instance);
        }
        catch (Exception failure)
        {
            _done.TrySetException(failure);
        }
    }

    private async Task RunPhase(ShutdownPhase phase)
    {
        if (!_tasks.TryGetValue(phase.Name, out var added))
            return;
        (string Name, Func<Task<Done>> Run)[] tasks;
        lock (added)
            tasks = [.. added];
        var names = string.Join(", ", tasks.Select(task => task.Name));
        _log.Write(LogLevel.DebugLevel, null, "Performing phase [{0}] with [{1}] tasks: [{2}]", phase.Name, tasks.Length, names);
        var all = Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Run)));
        try
        {
            await all.WaitAsync(phase.Timeout).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!all.IsFaulted)
        {
            var late = $"Coordinated shutdown phase [{phase.Name}] timed out after {phase.Timeout}";
            if (!phase.Recover)
                throw new TimeoutException(late);
            _log.Warning(late);
        }
    }

    private async Task RunTask(ShutdownPhase phase, string name, Func<Task<Done>> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception failure) when (phase.Recover)
        {
            _log.Write(LogLevel.WarningLevel, null, "Task [{0}] failed in phase [{1}]: {2}", name, phase.Name, failure.Message);
        }
    }

    private async Task<Done> TerminateSystem()
    {
        _system.StopGuardians();
        await _system.WhenTerminated.ConfigureAwait(false);
        if (_config.GetBoolean("exit-clr"))
            _ = Task.Run(() => Environment.Exit(0));
        return Done.Instance;
    }

    private void RunAtProcessExit()
    {
        EventHandler atExit = (_, _) => Run(ClrExitReason.Instance).Wait(TimeSpan.FromSeconds(_phases.Sum(phase => phase.Timeout.TotalSeconds)));
        AppDomain.CurrentDomain.ProcessExit += atExit;
        _system.WhenTerminated.ContinueWith(_ => AppDomain.CurrentDomain.ProcessExit -= atExit, TaskScheduler.Default);
    }

    /// <summary>Why a system ends. Users may have reasons of their own.</summary>
    public class Reason
    {
        protected Reason()
        {
        }
    }

    /// <summary>The system was told to terminate.</summary>
    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    /// <summary>The process ends.</summary>
    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }

    /// <summary>This node has left its cluster.</summary>
    public class ClusterLeavingReason : Reason
    {
        public static readonly Reason Instance = new ClusterLeavingReason();

        private ClusterLeavingReason()
        {
        }
    }

    /// <summary>This node was downed by its cluster.</summary>
    public class ClusterDowningReason : Reason
    {
        public static readonly Reason Instance = new ClusterDowningReason();

        private ClusterDowningReason()
        {
        }
    }

    /// <summary>No seed node answered in time.</summary>
    public class ClusterJoinUnsuccessfulReason : Reason
    {
        public static readonly Reason Instance = new ClusterJoinUnsuccessfulReason();

        private ClusterJoinUnsuccessfulReason()
        {
        }
    }
}
