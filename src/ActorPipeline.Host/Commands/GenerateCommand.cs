using System.CommandLine;
using System.Diagnostics;
using ActorPipeline.Host.Generating;
using ActorPipeline.Host.Options;

namespace ActorPipeline.Host.Commands;

/// <summary><c>generate</c>: writes a synthetic data set.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var folder = LastOption.Text("--out", "Where to write; made if it is not there.", "DIR", "a folder", TutorialData.Folder);
        var files = LastOption.Number<int>("--files", "Files.", TutorialData.Set.Files, min: 1, max: 1_000_000);
        var rows = LastOption.Number<int>("--rows", "Rows in each file.", TutorialData.Set.Rows, min: 1, max: 1_000_000_000);
        var features = LastOption.Number<int>("--features", "Features of a row; the label comes after them.", TutorialData.Set.Features, min: 1, max: 1_000_000);
        var seed = LastOption.Number<ulong>("--seed", "Seeds file k with seed + k.", TutorialData.Set.Seed, min: 0, max: ulong.MaxValue);
        var command = new Command("generate", "Writes a synthetic data set: features from a standard normal, label 1.0 where their sum is positive, else 0.0.")
        {
            folder, files, rows, features, seed,
        };
        command.SetAction(parsed =>
        {
            var set = new SyntheticSet(
                parsed.GetValue(files)!.Value, parsed.GetValue(rows)!.Value, parsed.GetValue(features)!.Value, parsed.GetValue(seed)!.Value);
            var clock = Stopwatch.StartNew();
            var bytes = SyntheticSetWriter.Write(set, parsed.GetValue(folder)!);
            Console.Error.WriteLine($"{parsed.GetValue(folder)}: wrote {set.Files:N0} file(s) of {set.Rows:N0} row(s) of {set.Features:N0} feature(s) and a label, "
                + $"{bytes / 1e6:N1} MB in {clock.Elapsed.TotalSeconds:N1} s");
        });
        return command;
    }
}
