using ActorPipeline.Errors;

namespace ActorPipeline.Host.Output;

/// <summary>Standard output, which may be a file on a full disk.</summary>
internal static class StandardOutput
{
    /// <exception cref="PipelineException">It takes nothing more.</exception>
    public static void WriteLine(string line)
    {
        try
        {
            Console.Out.WriteLine(line);
        }
        catch (IOException e)
        {
            throw new PipelineException(FailureKind.File, $"standard output: {e.Message}", e);
        }
    }
}
