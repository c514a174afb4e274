using System.CommandLine;
using System.Globalization;

namespace ActorPipeline.Host.Commands;

/// <summary>Options that take a whole number of at least 1.</summary>
internal static class WholeNumber
{
    public static Option<int> Option(string name, string description, int value) => new(name)
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
