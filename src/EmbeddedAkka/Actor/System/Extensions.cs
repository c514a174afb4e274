namespace Akka.Actor;

/// <summary>Something of which each actor system has at most one.</summary>
public interface IExtension;

/// <summary>The key to an extension, and how it is made.</summary>
public interface IExtensionId
{
    Type ExtensionType { get; }

    object CreateExtension(ExtendedActorSystem system);
}

/// <summary>The base of extension keys.</summary>
public abstract class ExtensionIdProvider<T> : IExtensionId
    where T : IExtension
{
    public Type ExtensionType => typeof(T);

    /// <summary>The system's extension of this kind, made if it is not there yet.</summary>
    public T Get(ActorSystem system) => (T)system.RegisterExtension(this);

    public abstract T CreateExtension(ExtendedActorSystem system);

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system);
}

public static class ActorSystemWithExtensions
{
    /// <summary>The system's extension <typeparamref name="T"/>, made by <typeparamref name="TI"/> if it is not there yet.</summary>
    public static T WithExtension<T, TI>(this ActorSystem system)
        where T : class, IExtension
        where TI : IExtensionId, new() => (T)system.RegisterExtension(new TI());
}
