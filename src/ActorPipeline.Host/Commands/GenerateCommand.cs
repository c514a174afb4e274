using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ActorPipeline.Host.Generating;

namespace ActorPipeline.Host.Commands;

/// <summary><c>generate</c>: writes a synthetic data set.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "Where to write; made if it is not there.", HelpName = "DIR", DefaultValueFactory = _ => "data/tutorial" };
        var files = Number("--files", "Files.", 20);
        var rows = Number("--rows", "Rows in each file.", 100);
        var features = Number("--features", "Features of a row; the label comes after them.", 1024);
        var seed = new Option<ulong>("--seed") { Description = "Seeds file k with seed + k.", HelpName = "N", DefaultValueFactory = _ => 7 };
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

    private static Option<int> Number(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = given =>
        {
            if (!int.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
                given.AddError($"{name}: expected a whole number of at least 1, found '{given.Tokens[0].Value}'.");
            return number;
        },
    };
}
