using ActorPipeline.Host.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorPipeline.Host.Progress;

/// <summary>
/// A block at the bottom of the terminal that is drawn anew in place, with all lines above it. Where standard output is the same
/// terminal, the log goes through the block's console too: written past it, it would be drawn over.
/// </summary>
/// <param name="console">The terminal.</param>
/// <param name="output">Takes the log where standard output is not that terminal; null: it is.</param>
internal sealed class LiveDisplay(IAnsiConsole console, Action<string>? output) : Display
{
    private const int BarLength = 30;

    private LiveDisplayContext? _block;

    /// <summary>On standard error.</summary>
    public LiveDisplay()
        : this(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
            Console.IsOutputRedirected ? StandardOutput.WriteLine : null)
    {
    }

    /// <summary>Standard error is a terminal that can draw.</summary>
    public static bool IsPossible => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public override TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    public override void Log(string line)
    {
        if (output is not null)
            output(line);
        else
            Write(line, Style.Plain);
    }

    public override void Note(string line) => Write(Tag + line, new Style(Color.Grey));

    public override void Message(string line) => Write(Tag + line, new Style(Color.Yellow));

    public override void Show(Stretch progress) => _block?.UpdateTarget(Draw(progress));

    public override Task<T> WhileAsync<T>(Func<Sample> take, Func<Task<T>> work) =>
        console.Live(new Text("")).AutoClear(true).StartAsync(block =>
        {
            _block = block;
            return base.WhileAsync(take, work);
        });

    // The line takes the place of the block's first one, which is not erased before.
    private void Write(string line, Style style) => console.WriteLine(line.PadRight(console.Profile.Width - 1), style);

    private static Rows Draw(Stretch progress) => new([
        new Text($"epoch {progress.End.Epoch}  step {progress.End.Steps:N0}  {progress.RowsPerSecond:N0} rows/s  {progress.MegabytesPerSecond:N1} MB/s  {progress.End.At:hh\\:mm\\:ss}"),
        .. progress.Stages.Select(IRenderable (s) => new Text($"{s.Load.Stage,-8} {new string('█', (int)Math.Round(s.Busy * BarLength)),-BarLength} {s.Busy,5:P0} of {s.Load.Actors}")),
    ]);
}
