using System.Reflection;
using Akka.Actor;

namespace EmbeddedAkka.Tests.Api;

/// <summary>
/// EmbeddedAkka.api.txt is what the project needs of Akka.NET: the stand-in shows that and no more, either engine has all of it, and all
/// of it is used. A new line is to be compared with the documentation of Akka.NET before it is kept.
/// </summary>
public sealed class ApiTests
{
    private const string FileName = "EmbeddedAkka.api.txt";

    private static readonly string _file = Path.Combine(Repository.Root, "tests/EmbeddedAkka.Tests/Api", FileName);
    private static readonly string _reviewed = File.ReadAllText(_file);
    private static readonly HashSet<Assembly> _engine =
    [
        typeof(ActorSystem).Assembly, typeof(Akka.TestKit.TestKitBase).Assembly, typeof(Akka.TestKit.Xunit2.TestKit).Assembly,
        typeof(Akka.Remote.RemoteTransportException).Assembly, typeof(Google.Protobuf.ByteString).Assembly,
    ];

    [StandInFact]
    public void Stand_in_shows_exactly_what_was_reviewed()
    {
        var listing = _reviewed.Split('\n')[0] + "\n\n" + ApiListing.Write(_engine);
        var copy = Path.Combine(AppContext.BaseDirectory, FileName);
        File.WriteAllText(copy, listing);

        var (shown, reviewed) = (ApiListing.Read(listing).ToHashSet(), ApiListing.Read(_reviewed).ToHashSet());
        var differences = shown.Except(reviewed).Select(line => $"+ {line}").Concat(reviewed.Except(shown).Select(line => $"- {line}"));
        Assert.True(listing == _reviewed, $"{string.Join('\n', differences)}\nOnce that has been reviewed: cp {copy} {_file}");
    }

    [Fact]
    public void Engine_has_all_that_was_reviewed() =>
        AssertNone("The engine lacks", ApiListing.Read(_reviewed).Except(ApiListing.Replaceable(_engine)));

    [StandInFact]
    public void Project_uses_all_that_the_stand_in_shows()
    {
        // Samples are for reading: the engine has nothing for their sake, and not all are built everywhere.
        var users = Repository.Users.Where(project => !project.Contains($"{Path.DirectorySeparatorChar}Samples{Path.DirectorySeparatorChar}")).ToList();
        var assemblies = users.Select(project => Assembly.Load(Path.GetFileNameWithoutExtension(project)));
        var sources = users
            .SelectMany(project => Directory.GetFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.AllDirectories));
        AssertNone("Nothing uses", new ApiUse(_engine, assemblies, string.Concat(sources.Select(File.ReadAllText))).Unused());
    }

    private static void AssertNone<T>(string what, IEnumerable<T> lines)
    {
        var list = string.Join('\n', lines);
        Assert.True(list == "", $"{what}\n{list}");
    }

    /// <summary>What only the stand-in must be: no larger than needed.</summary>
    private sealed class StandInFactAttribute : FactAttribute
    {
        public StandInFactAttribute() =>
            Skip = Repository.IsStandIn(typeof(ActorSystem).Assembly.GetName().Name!) ? null : "The engine is Akka.NET itself.";
    }
}
