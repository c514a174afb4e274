using System.Runtime.ExceptionServices;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// A fixed number of threads, the caller's among them, that do one piece of work together. Waiting spins for some
/// microseconds, which bridges the phases of a step, and then sleeps.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Thread[] _threads;
    private readonly Barrier _barrier;
    private Action<int>? _work;
    private Exception? _failure;
    private bool _disposed;

    public WorkerTeam(int size)
    {
        _barrier = new Barrier(size);
        _threads = new Thread[size - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"cpu-trainer-{worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>The part of <paramref name="count"/> equal pieces that is <paramref name="worker"/>'s.</summary>
    public (int First, int End) Share(int count, int worker) =>
        ((int)((long)count * worker / _barrier.ParticipantCount), (int)((long)count * (worker + 1) / _barrier.ParticipantCount));

    /// <summary>Runs the work once for each worker, numbered from 0, and returns when all have done it. A failure is thrown here.</summary>
    public void Run(Action<int> work)
    {
        _work = work;
        _barrier.SignalAndWait();
        Perform(0);
        _barrier.SignalAndWait();
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _barrier.SignalAndWait();
        foreach (var thread in _threads)
            thread.Join();
        _barrier.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_disposed)
                return;
            Perform(worker);
            _barrier.SignalAndWait();
        }
    }

    private void Perform(int worker)
    {
        try
        {
            _work!(worker);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }
}
