using System.Linq.Expressions;

namespace Akka.Actor;

/// <summary>How to make an actor: its class, the arguments of its constructor, and where it runs. Immutable, shared by all incarnations.</summary>
public class Props
{
    internal static readonly Props Terminated = new(typeof(ActorBase), []);

    private Props(Type type, object[] arguments)
    {
        Type = type;
        Arguments = arguments;
    }

    private Props(Props original)
        : this(original.Type, original.Arguments)
    {
        DispatcherOrNull = original.DispatcherOrNull;
        SupervisorStrategy = original.SupervisorStrategy;
        StashCapacity = original.StashCapacity;
    }

    internal Type Type { get; }

    internal object[] Arguments { get; }

    internal string Dispatcher => DispatcherOrNull ?? Dispatch.Dispatchers.DefaultDispatcherId;

    /// <summary>Takes the place of what the actor's own <c>SupervisorStrategy()</c> says; null leaves that.</summary>
    internal SupervisorStrategy? SupervisorStrategy { get; private init; }

    /// <summary>The dispatcher that was chosen by code, if any.</summary>
    internal string? DispatcherOrNull { get; private init; }

    internal int StashCapacity { get; private init; } = -1;

    /// <param name="args">Passed to the constructor of every incarnation.</param>
    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => Create(typeof(TActor), args);

    internal static Props Create(Type type, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(ActorBase).IsAssignableFrom(type))
            throw new ArgumentException($"Unknown actor producer [{type}]", nameof(type));
        return new Props(type, args ?? []);
    }

    /// <param name="factory">A <c>new</c> expression; its arguments are evaluated once, here.</param>
    /// <param name="supervisorStrategy">As <see cref="WithSupervisorStrategy"/>.</param>
    /// <exception cref="InvalidCastException"><paramref name="factory"/> is something else than a <c>new</c> expression.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        var creation = (NewExpression)factory.Body;
        return new Props(creation.Type, [.. creation.Arguments.Select(Evaluate)]) { SupervisorStrategy = supervisorStrategy };
    }

    /// <param name="dispatcher">The configuration path of a dispatcher.</param>
    public Props WithDispatcher(string dispatcher) => new(this) { DispatcherOrNull = dispatcher };

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(this) { SupervisorStrategy = supervisorStrategy };

    /// <param name="stashCapacity">How many messages an <see cref="IWithStash"/> may put aside at a time; -1, the default, for any number.</param>
    public Props WithStashCapacity(int stashCapacity) => new(this) { StashCapacity = stashCapacity };

    internal ActorBase NewActor()
    {
        try
        {
            return (ActorBase)Activator.CreateInstance(Type, Arguments)!;
        }
        catch (Exception failure)
        {
            throw new TypeLoadException(
                $"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments)})", failure);
        }
    }

    private static object Evaluate(Expression argument) =>
        argument is ConstantExpression constant
            ? constant.Value!
            : Expression.Lambda<Func<object>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)();
}
