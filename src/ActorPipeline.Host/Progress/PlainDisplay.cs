using ActorPipeline.Host.Output;
namespace ActorPipeline.Host.Progress;

/// <summary>Plain lines, for files and pipes.</summary>
/// <param name="notes">Takes notes and progress.</param>
internal sealed class PlainDisplay(TextWriter notes) : Display
{
    public override TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    public override void Log(string line) => StandardOutput.WriteLine(line);

    public override void Note(string line) => notes.WriteLine(Tag + line);

    public override void Message(string line) => Console.Error.WriteLine(Tag + line);

    public override void Show(Stretch progress) => notes.WriteLine(Tag + progress);
}
