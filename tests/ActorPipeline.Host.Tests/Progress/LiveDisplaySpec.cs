using ActorPipeline.Host.Progress;
using Spectre.Console;
using LiveDisplay = ActorPipeline.Host.Progress.LiveDisplay;

namespace ActorPipeline.Host.Tests.Progress;

public sealed class LiveDisplaySpec
{
    private const int Width = 70;

    private static readonly Stretch _progress = new(
        new Sample(new TimeSpan(1, 2, 3), Epoch: 1, Steps: 12_345, Rows: 0, Bytes: 0, []), RowsPerSecond: 6789.4, MegabytesPerSecond: 12.34,
        [(new StageLoad("reader", 2, default), 0.5), (new StageLoad("trainer", 1, default), 1)]);

    private static readonly string[] _block =
    [
        "epoch 1  step 12,345  6,789 rows/s  12.3 MB/s  01:02:03",
        $"reader   {new string('█', 15)}{new string(' ', 15)}  50 % of 2",
        $"trainer  {new string('█', 30)} 100 % of 1",
    ];

    private readonly StringWriter _written = new() { NewLine = "\n" };
    private readonly IAnsiConsole _console;

    public LiveDisplaySpec()
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(_written),
        });
        _console.Profile.Width = Width;
    }

    [Fact]
    public async Task Progress_is_drawn_in_place_below_all_lines()
    {
        var display = new LiveDisplay(_console, output: null) { Tag = "[trainer] " };
        await display.WhileAsync(() => _progress.End, () =>
        {
            display.Note("first");
            display.Show(_progress);
            Assert.Equal(["[trainer] first", .. _block], Screen());
            display.Message("second");
            display.Log("third");
            display.Show(_progress);
            Assert.Equal(["[trainer] first", "[trainer] second", "third", .. _block], Screen());
            return Task.FromResult(0);
        });
        Assert.Equal(["[trainer] first", "[trainer] second", "third"], Screen());
    }

    [Fact]
    public void Without_work_there_is_no_progress_to_draw()
    {
        new LiveDisplay(_console, output: null).Show(_progress);
        Assert.Empty(_written.ToString());
    }

    [Fact]
    public void Log_that_goes_elsewhere_is_not_written_here_and_has_no_tag()
    {
        var log = new List<string>();
        new LiveDisplay(_console, log.Add) { Tag = "[trainer] " }.Log("global_step: 20");
        Assert.Equal(["global_step: 20"], log);
        Assert.Empty(_written.ToString());
    }

    [Fact]
    public void Notes_are_grey_messages_yellow_and_the_log_plain()
    {
        var display = new LiveDisplay(_console, output: null);
        display.Note("a note");
        display.Message("a message");
        display.Log("a line");
        string Padded(string line) => line.PadRight(Width - 1);
        Assert.Equal($"\e[90m{Padded("a note")}\e[0m\n\e[93m{Padded("a message")}\e[0m\n{Padded("a line")}\n", _written.ToString());
    }

    [Fact]
    public async Task Work_gives_its_result_or_its_failure_and_leaves_nothing_of_the_block()
    {
        var display = new LiveDisplay(_console, output: null);
        Assert.Equal(7, await display.WhileAsync(() => _progress.End, () => Task.FromResult(7)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => display.WhileAsync<int>(() => _progress.End, () =>
        {
            display.Show(_progress);
            throw new InvalidOperationException();
        }));
        Assert.Empty(Screen());
    }

    /// <summary>What a terminal shows of that: its lines, without the blanks behind them and below the last one.</summary>
    private string[] Screen()
    {
        var (lines, row, column) = (new List<char[]>(), 0, 0);
        var text = _written.ToString();
        for (var at = 0; at < text.Length; at++)
        {
            while (lines.Count <= row)
                lines.Add(Blank());
            switch (text[at])
            {
                case '\n':
                    (row, column) = (row + 1, 0);
                    break;
                case '\r':
                    column = 0;
                    break;
                case '\e':
                    var end = text.AsSpan(at).IndexOfAnyInRange('A', 'z') is var first && text[at + first] == '['
                        ? at + 2 + text.AsSpan(at + 2).IndexOfAnyInRange('A', 'z')
                        : at + first;
                    Control(text[(at + 2)..end], text[end]);
                    at = end;
                    break;
                default:
                    lines[row][column++] = text[at];
                    break;
            }
        }
        return [.. lines.Select(line => new string(line).TrimEnd()).Reverse().SkipWhile(line => line.Length == 0).Reverse()];

        static char[] Blank() => [.. Enumerable.Repeat(' ', Width + 1)];

        void Control(string number, char command)
        {
            switch (command)
            {
                case 'A':
                    row -= int.Parse(number);
                    break;
                case 'K':
                    lines[row] = Blank();
                    break;
                case not ('m' or 'l' or 'h'):
                    throw new NotSupportedException($"\\e[{number}{command}");
            }
        }
    }
}
