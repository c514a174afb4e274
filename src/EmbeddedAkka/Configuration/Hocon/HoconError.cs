namespace Akka.Configuration.Hocon;

/// <summary>What is wrong with a HOCON text, and at which line and column.</summary>
internal static class HoconError
{
    public static FormatException Unexpected(string text, HoconToken found, string expected) =>
        At(text, found.Offset, $"expected {expected}, found {Describe(found)}");

    public static FormatException At(string text, int offset, string problem)
    {
        var before = text.AsSpan(0, offset);
        var line = before.Count('\n') + 1;
        var column = offset - before.LastIndexOf('\n');
        return new FormatException($"HOCON {line}:{column}: {problem}");
    }

    /// <summary>The one error that Akka.NET reports by another type.</summary>
    public static ConfigurationException AssignmentInValue(string text, HoconToken found) =>
        new(At(text, found.Offset, $"'{found.Text}' in an unquoted value; put the value in quotes, or the object in braces").Message);

    private static string Describe(HoconToken token) => token.Kind switch
    {
        HoconTokenKind.End => "the end of the text",
        HoconTokenKind.NewLine => "the end of the line",
        HoconTokenKind.Quoted => $"\"{token.Text}\"",
        HoconTokenKind.Substitution => $"${{{token.Text}}}",
        _ => $"'{token.Text}'"
    };
}
