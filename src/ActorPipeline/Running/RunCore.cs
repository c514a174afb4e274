using ActorPipeline.Data;

namespace ActorPipeline.Running;

/// <summary>
/// A run from start to end, without actors or a clock: who is alive, who is to stop next, and why. The stop is asked for once,
/// the first cause wins, and the stages stop in the order of the flow, each when the one before it has.
/// </summary>
/// <typeparam name="TActor">What stands for an actor.</typeparam>
internal sealed class RunCore<TActor> where TActor : notnull
{
    private readonly List<HashSet<TActor>> _stages = [];
    private readonly HashSet<TActor> _toldToStop = [];

    /// <summary>Why the run ends; null while it goes on.</summary>
    public EndReason? EndedBy { get; private set; }

    /// <summary>The first cause, where the run failed.</summary>
    public RunFailure? Failure { get; private set; }

    /// <summary>The stages are being stopped.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Every stage has stopped.</summary>
    public bool IsOver => IsStopping && _stages.All(s => s.Count == 0);

    /// <summary>The actors of the next stage of the flow have started.</summary>
    public void Started(params TActor[] stage) => _stages.Add([.. stage]);

    /// <summary>The run is to end; an earlier reason stands.</summary>
    public void End(EndReason reason) => EndedBy ??= reason;

    /// <summary>Something failed; an earlier failure stands, and so does an end that was reached before it.</summary>
    public void Fail(RunFailure failure)
    {
        if (IsStopping || Failure is not null)
            return;
        Failure = failure;
        EndedBy = EndReason.Failure;
    }

    /// <summary>An actor has stopped. False: nobody asked it to.</summary>
    public bool Stopped(TActor actor)
    {
        foreach (var stage in _stages)
            stage.Remove(actor);
        return _toldToStop.Contains(actor);
    }

    /// <summary>Actors that were told to stop and have not; nobody waits for them any longer.</summary>
    public IReadOnlyList<TActor> GiveUp()
    {
        TActor[] stragglers = [.. _stages.SelectMany(s => s).Where(_toldToStop.Contains)];
        foreach (var stage in _stages)
            stage.ExceptWith(stragglers);
        return stragglers;
    }

    /// <summary>Whom to stop now: the actors of the first stage that is still alive, once.</summary>
    public IReadOnlyList<TActor> StopNext()
    {
        IsStopping = true;
        var first = _stages.FirstOrDefault(s => s.Count > 0);
        return first is null ? [] : [.. first.Where(_toldToStop.Add)];
    }
}
