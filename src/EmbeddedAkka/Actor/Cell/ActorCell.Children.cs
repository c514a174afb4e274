namespace Akka.Actor;

/// <summary>The actors below this one.</summary>
internal sealed partial class ActorCell
{
    private Children? _children;
    private long _unnamedChildren = -1;

    public IActorRef ActorOf(Props props, string? name = null)
    {
        if (name is null)
            name = "$" + Base64Name(Interlocked.Increment(ref _unnamedChildren));
        else
            CheckName(name);
        return AttachChild(props, name);
    }

    public ActorSelection ActorSelection(ActorPath actorPath) => SystemImpl.ActorSelection(actorPath);

    public ActorSelection ActorSelection(string actorPath) => SystemImpl.ActorSelection(actorPath);

    /// <summary>The child of that name, seen from any thread.</summary>
    internal IInternalActorRef? FindChild(string name) => Volatile.Read(ref _children)?.Find(name);

    public IActorRef Child(string name) => _children?.Find(name) ?? ActorRefs.Nobody;

    public IEnumerable<IActorRef> GetChildren() => _children?.Refs() ?? [];

    /// <summary>Creates a child and starts it; from any thread.</summary>
    internal LocalActorRef AttachChild(Props props, string name)
    {
        var dispatcher = SystemImpl.Dispatchers.For(props, Self.Path / name);
        var children = LazyInitializer.EnsureInitialized(ref _children);
        var cell = new ActorCell(SystemImpl, props, dispatcher, Self, new ChildActorPath(Self.Path, name, NewUid()));
        children.Add(cell.Self);
        cell.Start();
        return cell.Self;
    }

    /// <summary>Allows no further child, not even a first one, and returns those that there are.</summary>
    private IInternalActorRef[] CloseChildren() => Interlocked.CompareExchange(ref _children, Children.Closed, null)?.CloseAll() ?? [];

    private static void CheckName(string name)
    {
        if (name.Length == 0)
            throw new InvalidActorNameException("Actor name must not be empty.");
        if (!ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException(
                $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, not be empty, "
                + $"and only contain ASCII letters, digits and these special characters: `{ActorPath.ValidSymbols}`");
    }

    private static long NewUid() => Random.Shared.Next(1, int.MaxValue);

    /// <summary>The number in base 64, least digit first: a, b, c, ...</summary>
    internal static string Base64Name(long number)
    {
        const string digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
        Span<char> text = stackalloc char[11];
        var length = 0;
        do
        {
            text[length++] = digits[(int)(number & 63)];
            number >>= 6;
        }
        while (number != 0);
        return text[..length].ToString();
    }
}
