namespace Akka.Actor;

/// <summary>Brings the outcome of a task to an actor, as a message.</summary>
public static class PipeToSupport
{
    /// <param name="taskToPipe">Whose result is sent.</param>
    /// <param name="recipient">Gets the result, or a <see cref="Status.Failure"/>.</param>
    /// <param name="sender">The message's sender; none by default.</param>
    /// <param name="success">Turns the result into the message.</param>
    /// <param name="failure">Turns the exception into the message.</param>
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null)
    {
        try
        {
            var result = await taskToPipe.ConfigureAwait(false);
            recipient.Tell(success is null ? result! : success(result), sender);
        }
        catch (Exception cause)
        {
            recipient.Tell(failure is null ? new Status.Failure(cause) : failure(cause), sender);
        }
    }

    /// <inheritdoc cref="PipeTo{T}"/>
    /// <remarks>A task without a result sends nothing when it succeeds, unless <paramref name="success"/> makes a message.</remarks>
    public static async Task PipeTo(
        this Task taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null)
    {
        try
        {
            await taskToPipe.ConfigureAwait(false);
            if (success is not null)
                recipient.Tell(success(), sender);
        }
        catch (Exception cause)
        {
            recipient.Tell(failure is null ? new Status.Failure(cause) : failure(cause), sender);
        }
    }
}
