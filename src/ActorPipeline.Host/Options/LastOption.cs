using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace ActorPipeline.Host.Options;

/// <summary>Options with one value; of those given several times, as wrappers do, the last counts.</summary>
internal static class LastOption
{
    /// <summary>Any text.</summary>
    public static Option<string?> Any(string name, string description, string valueName) =>
        Create(name, description, valueName, null, "a text", text => (string?)text);

    /// <summary>A text that is not empty.</summary>
    public static Option<string?> Text(string name, string description, string valueName, string expected, string? value = null) =>
        Create(name, description, valueName, value, expected, text => text.Length > 0 ? text : null);

    /// <summary>A number in a range.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="value">Where it is not given.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <param name="what">What it is a number of, for the error.</param>
    public static Option<T?> Number<T>(string name, string description, T? value, T min, T max, string what = "whole number") where T : struct, IBinaryInteger<T> =>
        Create(name, description, "N", value, $"a {what} from {min} to {max}",
            text => T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : (T?)null);

    private static Option<T> Create<T>(string name, string description, string valueName, T value, string expected, Func<string, T> parse)
    {
        return new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => value,
            CustomParser = Last,
        };

        T Last(ArgumentResult given)
        {
            var text = given.Tokens[^1].Value;
            var parsed = parse(text);
            if (parsed is null)
                given.AddError($"{name}: expected {expected}, found '{text}'.");
            return parsed;
        }
    }
}
