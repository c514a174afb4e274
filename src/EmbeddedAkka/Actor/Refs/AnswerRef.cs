using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Takes the answer to one question.</summary>
internal sealed class AnswerRef<T>(ActorSystemImpl system) : PromiseRef<T>(system)
{
    private CancellationTokenSource? _patience;

    /// <summary>Fails the question when the time is over or the token is cancelled, whichever comes first.</summary>
    internal void GiveUp(TimeSpan patience, CancellationToken token)
    {
        if (patience != Timeout.InfiniteTimeSpan)
        {
            _patience = new CancellationTokenSource(patience);
            _patience.Token.UnsafeRegister(_ => TryFail(new AskTimeoutException($"Timeout after {patience} seconds")), null);
        }
        if (token.CanBeCanceled)
        {
            var registration = token.UnsafeRegister(_ => TryCancel(token), null);
            Task.ContinueWith(_ => registration.Unregister(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private protected override void TellInternal(object message, IActorRef? sender)
    {
        var first = message switch
        {
            T answer => TrySucceed(answer),
            Status.Failure failure => TryFail(failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            _ => TryFail(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]", nameof(message))),
        };
        _patience?.Dispose();
        if (!first)
            OwnSystem.DeadLetterRef.Undelivered(message, sender, this);
    }
}
