using System.Collections.Concurrent;
using Akka.Actor;

namespace EmbeddedAkka.Tests;

/// <summary>What was seen to be wrong, by any thread.</summary>
public sealed class StressLog
{
    private readonly ConcurrentQueue<string> _wrong = new();

    public bool IsEmpty => _wrong.IsEmpty;

    public void Wrong(string what) => _wrong.Enqueue(what);

    public override string ToString() => string.Join(Environment.NewLine, _wrong.Take(10));
}

/// <summary>An actor with all below it, as its maker sees it: how many live, and what became of each message to its head.</summary>
public sealed class StressFamily(StressLog log)
{
    private readonly HashSet<int> _handled = [];
    private readonly HashSet<int> _undelivered = [];
    private int _sent;
    private int _living;
    private int _handling;

    public IActorRef Head { get; set; } = ActorRefs.Nobody;

    /// <summary>Instances that have been started and not stopped.</summary>
    private int Living => Volatile.Read(ref _living);

    /// <summary>Only its maker sends numbered messages, all before the order to stop.</summary>
    public void Send() => Head.Tell(new Numbered(this, _sent++));

    public void Started() => Interlocked.Increment(ref _living);

    public void Stopped() => Interlocked.Decrement(ref _living);

    public void Enter()
    {
        if (Interlocked.Increment(ref _handling) != 1)
            log.Wrong($"{Head} handles two messages at a time");
    }

    public void Leave() => Interlocked.Decrement(ref _handling);

    public void Handled(int number)
    {
        if (_handled.Count > 0 && _handled.Max() >= number)
            log.Wrong($"{Head} handled {number} after {_handled.Max()}");
        _handled.Add(number);
    }

    public void Undelivered(int number)
    {
        if (!_undelivered.Add(number))
            log.Wrong($"{number} to {Head} is a dead letter twice");
    }

    public void CheckThatNothingIsLost()
    {
        for (var number = 0; number < _sent; number++)
        {
            if (_handled.Contains(number) == _undelivered.Contains(number))
                log.Wrong($"{number} of {_sent} to {Head} was {(_handled.Contains(number) ? "handled and undelivered" : "lost")}");
        }
        if (_handled.Count > 0 && _undelivered.Count > 0 && _handled.Max() > _undelivered.Min())
            log.Wrong($"{Head} handled {_handled.Max()}, but not {_undelivered.Min()}");
        CheckThatNobodyLives("when it has ended");
    }

    public void CheckThatNobodyLives(string when)
    {
        if (Living != 0)
            log.Wrong($"{Living} of the family of {Head} live {when}");
    }

    public sealed record Numbered(StressFamily Family, int Number);
}
