using ActorPipeline.Errors;

namespace ActorPipeline.Host.Generating;

/// <summary>The data that commands take, or make, where none is named: that of the tutorial.</summary>
internal static class TutorialData
{
    /// <summary>Where it lies, relative to the working directory.</summary>
    public const string Folder = "data/tutorial";

    /// <summary>All of its files.</summary>
    public const string Glob = $"{Folder}/*.csv";

    public static SyntheticSet Set { get; } = new(Files: 20, Rows: 100, Features: 1024, Seed: 7);

    /// <summary>It is there, whole: its files come by their names when all are written, the last one last.</summary>
    public static bool IsThere => File.Exists(Path.Combine(Folder, Set.NameOf(Set.Files - 1)));

    /// <summary>Writes it.</summary>
    /// <exception cref="PipelineException">A file cannot be written.</exception>
    public static void Write() => SyntheticSetWriter.Write(Set, Folder);
}
