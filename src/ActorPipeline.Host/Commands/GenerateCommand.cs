using System.CommandLine;
using System.Diagnostics;
using ActorPipeline.Host.Generating;

namespace ActorPipeline.Host.Commands;

/// <summary><c>generate</c>: writes a synthetic data set.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "Where to write; made if it is not there.", HelpName = "DIR", DefaultValueFactory = _ => TutorialData.Folder };
        var files = WholeNumber.Option("--files", "Files.", TutorialData.Set.Files);
        var rows = WholeNumber.Option("--rows", "Rows in each file.", TutorialData.Set.Rows);
        var features = WholeNumber.Option("--features", "Features of a row; the label comes after them.", TutorialData.Set.Features);
        var seed = new Option<ulong>("--seed") { Description = "Seeds file k with seed + k.", HelpName = "N", DefaultValueFactory = _ => TutorialData.Set.Seed };
        var command = new Command("generate", "Writes a synthetic data set: features from a standard normal, label 1.0 where their sum is positive, else 0.0.")
        {
            folder, files, rows, features, seed,
        };
        folder.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: "" }])
                given.AddError("--out: expected a folder, found ''.");
        });
        command.SetAction(parsed =>
        {
            var set = new SyntheticSet(parsed.GetValue(files), parsed.GetValue(rows), parsed.GetValue(features), parsed.GetValue(seed));
            var clock = Stopwatch.StartNew();
            var bytes = SyntheticSetWriter.Write(set, parsed.GetValue(folder)!);
            Console.Error.WriteLine($"{parsed.GetValue(folder)}: wrote {set.Files:N0} file(s) of {set.Rows:N0} row(s) of {set.Features:N0} feature(s) and a label, "
                + $"{bytes / 1e6:N1} MB in {clock.Elapsed.TotalSeconds:N1} s");
        });
        return command;
    }
}
