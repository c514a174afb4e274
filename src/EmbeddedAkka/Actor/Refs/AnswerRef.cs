using System.Globalization;
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
            _patience.Token.UnsafeRegister(_ => TryFail(TimedOut(patience)), null);
        }
        if (token.CanBeCanceled)
        {
            var registration = token.UnsafeRegister(_ => TryCancel(token), null);
            Task.ContinueWith(_ => registration.Unregister(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static AskTimeoutException TimedOut(TimeSpan patience) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Timeout after {patience.TotalSeconds:0.00} seconds"));

    /// <summary>What comes late, or is no answer, is a dead letter from this reference.</summary>
    private protected override void TellInternal(object message, IActorRef? sender)
    {
        var isTheAnswer = message switch
        {
            T answer => TrySucceed(answer),
            Status.Failure failure => TryFail(failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            _ => TryFail(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")) && false,
        };
        _patience?.Dispose();
        if (!isTheAnswer)
            OwnSystem.DeadLetterRef.Undelivered(message, this, OwnSystem.DeadLetterRef);
    }
}
