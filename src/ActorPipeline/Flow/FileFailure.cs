namespace ActorPipeline.Flow;

/// <summary>What the operating system said of a file, in the words of a <see cref="PipelineException"/>.</summary>
public static class FileFailure
{
    /// <summary>The failure of one path: the path first, then the cause.</summary>
    public static PipelineException Of(string path, Exception cause) => new(FailureKind.File, $"{path}: {cause switch
    {
        FileNotFoundException => "the file is not there",
        DirectoryNotFoundException => "the folder is not there",
        UnauthorizedAccessException => "permission denied",
        _ => cause.Message,
    }}", cause);
}
