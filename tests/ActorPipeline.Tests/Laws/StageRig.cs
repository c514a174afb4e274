using ActorPipeline.Stages;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Laws;

/// <summary>
/// One stage, and its neighbours as a test plays them: they feed what it asks for, hear what it says, and consume its outputs
/// one by one, each of which gives the stage credit for another.
/// </summary>
public abstract class StageRig : IDisposable
{
    // Evidence that a stage is silent; a stage that is not never comes near it.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly TestKit _kit;
    private readonly List<string> _outputs = [];
    private readonly Queue<object> _unconsumed = new();
    private IActorRef _stage = ActorRefs.Nobody;

    protected StageRig(TestKit kit)
    {
        _kit = kit;
        Neighbours = kit.CreateTestProbe();
    }

    /// <summary>What the stage has emitted, in order, each as a text that says all of it.</summary>
    public IReadOnlyList<string> Outputs => _outputs;

    /// <summary>How often it has said that it is at its end.</summary>
    public int Ends { get; private set; }

    /// <summary>Outputs that it owes for the credit it has, once it has been fed what it asked for.</summary>
    public abstract int Due { get; }

    /// <summary>Its supervisor restarts it after a failure.</summary>
    public abstract bool IsRestarted { get; }

    /// <summary>Its end is a message of its own, which it repeats to whoever asks late; else it is a mark on its last output.</summary>
    public abstract bool RepeatsItsEnd { get; }

    /// <summary>Buffers that are not back in their pools.</summary>
    public virtual int Outstanding => 0;

    /// <summary>How long the stage waits after a failure: not for long, however often it fails.</summary>
    protected static Backoff Backoff { get; } = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));

    /// <summary>Plays all neighbours.</summary>
    protected TestProbe Neighbours { get; }

    /// <summary>Starts the stage, and gives it its first credit and the input that comes unasked.</summary>
    public void Start()
    {
        _stage = Guard.Start(_kit.Sys, Stage(), _ => IsRestarted ? Directive.Restart : Directive.Stop);
        Begin();
    }

    /// <summary>Hears one message, and feeds the stage if it asks for input. Silence is a failure.</summary>
    public void Hear()
    {
        var message = Neighbours.ReceiveOne(_patience);
        Assert.True(message is not null, $"It fell silent after {_outputs.Count} outputs and {Ends} ends.");
        if (!Take(message))
            Feed(message);
    }

    /// <summary>Consumes the oldest output, if there is one.</summary>
    public bool TryConsume()
    {
        if (!_unconsumed.TryDequeue(out var output))
            return false;
        Consume(output);
        return true;
    }

    /// <summary>Gives the stage all it asks for until it is at its end. It always owes an output, or an end.</summary>
    /// <param name="delays">Decides how long outputs wait to be consumed.</param>
    /// <param name="afterEach">Happens after each message heard.</param>
    public void RunToTheEnd(Random delays, Action? afterEach = null)
    {
        while (Ends == 0)
        {
            Hear();
            afterEach?.Invoke();
            while ((Outputs.Count == Due || delays.Next(2) == 0) && TryConsume()) { }
        }
    }

    /// <summary>Kills the stage, as a failure in it would.</summary>
    public void Kill() => Send(Akka.Actor.Kill.Instance);

    /// <summary>Stops the stage behind all that it has been sent; hears what it still says.</summary>
    public void Stop()
    {
        Send(PoisonPill.Instance);
        HearItStop();
    }

    /// <summary>Hears what the stage still says until it has stopped.</summary>
    public void HearItStop()
    {
        Neighbours.Watch(_stage);
        object? message;
        while ((message = Neighbours.ReceiveOne(_patience)) is not Terminated)
        {
            Assert.True(message is not null, "It did not stop.");
            Take(message);
        }
    }

    /// <summary>Asks for more after the end.</summary>
    public virtual void AskLate() => throw new NotSupportedException();

    public virtual void Dispose() => GC.SuppressFinalize(this);

    protected abstract Props Stage();

    protected abstract void Begin();

    /// <summary>If the message is an output: the text that says all of it. The memory is returned.</summary>
    protected abstract string? Output(object message);

    /// <summary>The message says that the stage is at its end.</summary>
    protected abstract bool IsEnd(object message);

    /// <summary>Sends the input that is asked for.</summary>
    protected abstract void Feed(object demand);

    /// <summary>Gives the credit that comes with the consumption of an output.</summary>
    protected abstract void Consume(object output);

    protected void Send(object message) => Neighbours.Send(_stage, message);

    private bool Take(object message)
    {
        var end = IsEnd(message);
        if (end)
            Ends++;
        if (Output(message) is not { } output)
            return end;
        _outputs.Add(output);
        _unconsumed.Enqueue(message);
        return true;
    }
}
