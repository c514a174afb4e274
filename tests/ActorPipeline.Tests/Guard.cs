using Akka.Actor;

namespace ActorPipeline.Tests;

/// <summary>The supervisor of one actor under test.</summary>
public sealed class Guard : ReceiveActor
{
    private readonly Func<Exception, Directive> _decide;

    public Guard(Func<Exception, Directive> decide)
    {
        _decide = decide;
        Receive<Props>(props => Sender.Tell(Context.ActorOf(props)));
    }

    /// <summary>Starts an actor below a guard.</summary>
    /// <param name="system">Where.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="decide">What its failure does.</param>
    public static IActorRef Start(ActorSystem system, Props actor, Func<Exception, Directive> decide) =>
        system.ActorOf(Props.Create(() => new Guard(decide))).Ask<IActorRef>(actor, TimeSpan.FromSeconds(20)).Result;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_decide);
}
