namespace ActorPipeline.Errors;

/// <summary>What the operating system said of a file, in the words of a <see cref="PipelineException"/>.</summary>
public static class FileFailure
{
    /// <summary>It is about a file, a folder or a disk.</summary>
    public static bool Is(Exception cause) => cause is IOException or UnauthorizedAccessException;

    /// <summary>Does something with a file; what the operating system has against it names the path.</summary>
    /// <exception cref="PipelineException">The operating system refused.</exception>
    public static T Guard<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (Is(e))
        {
            throw Of(path, e);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(string path, Action use) => Guard<object?>(path, () =>
    {
        use();
        return null;
    });

    /// <summary>The failure of one path: the path first, then the cause.</summary>
    public static PipelineException Of(string path, Exception cause) => new(FailureKind.File, $"{path}: {cause switch
    {
        FileNotFoundException => "the file is not there",
        DirectoryNotFoundException => "the folder is not there",
        UnauthorizedAccessException => "permission denied",
        _ => cause.Message,
    }}", cause);
}
