using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Sources;

namespace ActorPipeline.Consumers;

/// <summary>Names the records of a batch.</summary>
public static class Records
{
    private const int Named = 10;

    /// <summary><c>FILE:LINE</c> of each row, the first ten of them; looking up line numbers reads the files.</summary>
    /// <exception cref="PipelineException">A file cannot be read.</exception>
    public static string Of(IReadOnlyList<DataFile> files, ReadOnlySpan<RowOrigin> origins)
    {
        var names = origins[..Math.Min(Named, origins.Length)].ToArray()
            .Select(origin => $"{OriginsFile.NameOf(files[origin.File].Path)}:{LineNumbers.At(files[origin.File], origin.Offset)}");
        return string.Join(", ", names) + (origins.Length > Named ? $" and {origins.Length - Named} more" : "");
    }
}
