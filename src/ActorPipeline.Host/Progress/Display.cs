namespace ActorPipeline.Host.Progress;

/// <summary>What the user sees of a run while it goes on. Safe to use from any thread.</summary>
internal abstract class Display
{
    /// <summary>The one that suits the terminal: live where standard error is one.</summary>
    public static Display For(bool quiet) => quiet ? new PlainDisplay(TextWriter.Null) : LiveDisplay.IsPossible ? new LiveDisplay() : new PlainDisplay(Console.Error);

    /// <summary>What stands before every line but those of the training log: which node of a cluster this is.</summary>
    public string Tag { get; set; } = "";

    /// <summary>From one look at the progress to the next.</summary>
    public abstract TimeSpan Interval { get; }

    /// <summary>A line of the training log.</summary>
    public abstract void Log(string line);

    /// <summary>A line that tells how things are.</summary>
    public abstract void Note(string line);

    /// <summary>A warning or an error.</summary>
    public abstract void Message(string line);

    /// <summary>The progress of the last interval.</summary>
    public abstract void Show(Stretch progress);

    /// <summary>Does the work with the progress on show.</summary>
    /// <param name="take">How far it is.</param>
    /// <param name="work">The work.</param>
    public virtual async Task<T> WhileAsync<T>(Func<Sample> take, Func<Task<T>> work)
    {
        using var end = new CancellationTokenSource();
        var reporting = ReportAsync(take, end.Token);
        try
        {
            return await work();
        }
        finally
        {
            await end.CancelAsync();
            await reporting;
        }
    }

    private async Task ReportAsync(Func<Sample> take, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval);
        var before = take();
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                var now = take();
                Show(now.Since(before));
                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            // the work is done
        }
    }
}
