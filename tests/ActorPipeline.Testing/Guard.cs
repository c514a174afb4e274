using Akka.Actor;

namespace ActorPipeline.Testing;

/// <summary>The supervisor of one actor under test.</summary>
public static class Guard
{
    /// <summary>Starts an actor below a guard.</summary>
    /// <param name="system">Where.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="decide">What its failure does.</param>
    public static IActorRef Start(ActorSystem system, Props actor, Func<Exception, Directive> decide) =>
        system.ActorOf(Props.Create(() => new GuardActor(decide))).Ask<IActorRef>(actor, TimeSpan.FromSeconds(20)).Result;

    private sealed class GuardActor : ReceiveActor
    {
        private readonly Func<Exception, Directive> _decide;

        public GuardActor(Func<Exception, Directive> decide)
        {
            _decide = decide;
            Receive<Props>(props => Sender.Tell(Context.ActorOf(props)));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_decide);
    }
}
