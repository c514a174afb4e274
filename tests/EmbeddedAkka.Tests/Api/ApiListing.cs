using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace EmbeddedAkka.Tests.Api;

/// <summary>The listing of what others see of an engine, one line for each type, base and member.</summary>
internal static partial class ApiListing
{
    /// <summary>Where an engine may allow more than another one, without a difference to code that compiles with the other.</summary>
    /// <remarks>It may also have more optional parameters behind the other's.</remarks>
    private static readonly (string More, string Less)[] _openness =
    [
        ("public class ", "public abstract class "),
        ("public class ", "public sealed class "),
        ("public abstract class ", "public sealed class "),
        ("public sealed class ", "public static class "),
        (" virtual ", " abstract "),
        (" virtual ", " "),
        (" get; set; ", " get; "),
        (" get; protected set; ", " get; "),
        ("public static ", "public static readonly "),
    ];

    /// <summary>A line, and where it stands: the line of its type; a type stands at its own.</summary>
    internal readonly record struct Line(string Namespace, string Type, string Text)
    {
        public override string ToString() => Type == Text ? $"{Namespace}: {Type}" : $"{Namespace}: {Type}: {Text}";
    }

    public static string Write(IEnumerable<Assembly> assemblies)
    {
        var text = new StringBuilder();
        foreach (var space in Api.Types(assemblies).GroupBy(type => type.Namespace))
        {
            text.Append($"namespace {space.Key}\n\n");
            foreach (var type in space)
            {
                text.Append($"{Declaration.Of(type)}\n");
                foreach (var line in Lines(Api.DeclaredBases(type), Api.Declared(type)))
                    text.Append($"    {line}\n");
                text.Append('\n');
            }
        }
        return text.ToString();
    }

    public static IEnumerable<Line> Read(string text)
    {
        var (space, type) = ("", "");
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("namespace ", StringComparison.Ordinal))
            {
                space = line["namespace ".Length..];
                continue;
            }
            if (line[0] != ' ')
                type = line;
            yield return new Line(space, type, line.Trim());
        }
    }

    /// <summary>Every line that may stand in the listing of another engine, so that its users find all of that here.</summary>
    public static IReadOnlySet<Line> Replaceable(IEnumerable<Assembly> assemblies) => (
        from type in Api.Types(assemblies)
        from header in Replaceable(Declaration.Of(type))
        let lines = Lines(Api.Bases(type), Api.Usable(type)).Select(line => IsSealed(header) ? Closed(line) : line)
        from line in lines.SelectMany(Replaceable).Append(header)
        select new Line(type.Namespace!, header, line)).ToHashSet();

    private static bool IsSealed(string header) => header.StartsWith("public sealed ", StringComparison.Ordinal);

    /// <summary>Where nobody can derive, nobody needs to implement.</summary>
    private static string Closed(string line) => line.Replace(" abstract ", " ");

    private static IEnumerable<string> Replaceable(string line) => _openness.Aggregate(
        WithFewerOptions(line), (lines, change) => lines.Union(lines.Select(other => other.Replace(change.More, change.Less))).ToList());

    /// <summary>The line, and the same without one optional parameter after the other from the last.</summary>
    private static IEnumerable<string> WithFewerOptions(string line)
    {
        for (var (before, rest) = ("", line); rest != before; (before, rest) = (rest, LastOption().Replace(rest, ")")))
            yield return rest;
    }

    [GeneratedRegex(@"(, |(?<=\())[^,(]+ = [^,]+\)(?= where |$)")]
    private static partial Regex LastOption();

    private static IEnumerable<string> Lines(IEnumerable<Type> bases, IEnumerable<MemberInfo> members) =>
        bases.Where(@base => @base.IsVisible).Select(@base => $": {Declaration.Name(@base)}").Concat(members.Select(Declaration.Of));
}
