using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Whoever lives at a path, in this system or another; looked up with every message.</summary>
/// <exception cref="NotSupportedException">The path is relative or has wildcards, which the embedded engine does not support.</exception>
public class ActorSelection : ICanTell
{
    private readonly IInternalActorRef _target;

    internal ActorSelection(ActorSystemImpl system, ActorPath path)
    {
        if (path.Elements.Any(name => name == ".." || name.AsSpan().ContainsAny('*', '?')))
            throw new NotSupportedException($"The embedded engine does not support wildcards or [..] in the selection [{path}].");
        OwnSystem = system;
        _target = system.ActorRefs.SelectedAt(path);
    }

    internal ActorSystemImpl OwnSystem { get; }

    /// <param name="message">The message.</param>
    /// <param name="sender">The actor that runs on this thread if null.</param>
    public void Tell(object message, IActorRef? sender = null) => _target.Tell(message, sender ?? ActorCell.Current?.Self);

    /// <summary>The reference of the one actor that lives at the path.</summary>
    /// <param name="timeout">How long its answer may take.</param>
    /// <returns>Fails with <see cref="ActorNotFoundException"/> when there is none, or none that answers.</returns>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException($"There is no actor at {this}.");
        }
        catch (AskTimeoutException late)
        {
            throw new ActorNotFoundException($"No actor at {this} answered within {timeout}.", late);
        }
    }

    public override string ToString() => $"ActorSelection[{_target.Path}]";
}

/// <summary>The place of a local actor: every message goes to whoever lives there then.</summary>
internal sealed class LocalPlace(ActorSystemImpl system, ActorPath path) : InternalActorRefBase
{
    public override ActorPath Path { get; } = path;

    internal override ActorSystemImpl OwnSystem => system;

    private protected override void TellInternal(object message, IActorRef? sender)
    {
        if (system.FindLocal(Path) is { } actor)
            actor.Tell(message, sender);
        else
            system.DeadLetterRef.Undelivered(message, sender, this);
    }
}
