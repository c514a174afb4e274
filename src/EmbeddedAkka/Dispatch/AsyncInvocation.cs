using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>One run of an asynchronous handler: the task scheduler that brings all its pieces back to the actor.</summary>
/// <param name="cell">The actor.</param>
/// <param name="handled">The message that the handler has to do with.</param>
internal sealed class AsyncInvocation(ActorCell cell, Envelope handled) : TaskScheduler
{
    internal Envelope Handled => handled;

    public override int MaximumConcurrencyLevel => 1;

    internal Task Start(Func<Task> handler)
    {
        var outer = new Task<Task>(handler);
        outer.RunSynchronously(this);
        return outer.GetAwaiter().GetResult();
    }

    internal void NotifyWhenEnded(Task task) =>
        task.ContinueWith(
            static (ended, state) => ((AsyncInvocation)state!).Ended(ended),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            Default);

    internal void Run(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => cell.Mailbox.PostSystem(new RunActorTask(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ActorCell.Current == cell && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Ended(Task task)
    {
        Exception? failure = task switch
        {
            { IsCanceled: true } => new TaskCanceledException(task),
            { Exception: { } errors } => errors.InnerExceptions.Count == 1 ? errors.InnerException : errors,
            _ => null,
        };
        cell.Mailbox.PostSystem(new ActorTaskCompleted(this, failure));
    }
}
