using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Keeps the test actor the implicit sender, also behind an <c>await</c> in the test.</summary>
internal sealed class TestActorContext(ActorCell testActor, SynchronizationContext? outer) : SynchronizationContext
{
    public override void Post(SendOrPostCallback callback, object? state) =>
        (outer ?? new SynchronizationContext()).Post(_ => Run(callback, state), null);

    private void Run(SendOrPostCallback callback, object? state)
    {
        var context = Current;
        SetSynchronizationContext(this);
        var running = ActorCell.Enter(testActor);
        try
        {
            callback(state);
        }
        finally
        {
            ActorCell.Leave(running);
            SetSynchronizationContext(context);
        }
    }
}
