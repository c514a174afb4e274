using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

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

    /// <summary>A whole number of at least 1.</summary>
    public static Option<int> WholeNumber(string name, string description, int value) =>
        Create(name, description, "N", value, "a whole number of at least 1", text => (int?)Number(text, 1, int.MaxValue) ?? 0, failed: 0);

    /// <summary>A step, of at least 1; null where it is not given.</summary>
    public static Option<long?> Step(string name, string description) =>
        Create<long?>(name, description, "N", null, "a step of at least 1", text => (long?)Number(text, 1, long.MaxValue));

    /// <summary>A whole number that is not negative.</summary>
    public static Option<ulong?> Seed(string name, string description, ulong value) =>
        Create(name, description, "N", value, "a whole number of at least 0", text => Number(text, 0, ulong.MaxValue));

    private static ulong? Number(string text, ulong min, ulong max) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null;

    private static Option<T> Create<T>(
        string name, string description, string valueName, T value, string expected, Func<string, T> parse, T? failed = default)
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
            if (EqualityComparer<T>.Default.Equals(parsed, failed))
                given.AddError($"{name}: expected {expected}, found '{text}'.");
            return parsed;
        }
    }
}
