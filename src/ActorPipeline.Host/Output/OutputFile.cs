using ActorPipeline.Errors;

namespace ActorPipeline.Host.Output;

/// <summary>A file that a command writes at its end.</summary>
internal static class OutputFile
{
    /// <summary>Fails before a long run rather than after it.</summary>
    /// <exception cref="PipelineException">The file's folder is not there.</exception>
    public static void CheckFolder(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new PipelineException(FailureKind.File, $"{path}: the folder is not there");
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="PipelineException">The file cannot be written.</exception>
    public static void Write(string path, string text) => FileFailure.Guard(path, () => File.WriteAllText(path, text));
}
