namespace ActorPipeline.Errors;

/// <summary>Who has to act on a failure: the first thing a user wants to know, and the exit code of the console host.</summary>
public enum FailureKind
{
    /// <summary>A setting or an argument is wrong.</summary>
    Settings = 2,

    /// <summary>A record is not what the settings say it is.</summary>
    Data = 3,

    /// <summary>A file or a disk failed.</summary>
    File = 4,

    /// <summary>The model, its backend, or an actor failed.</summary>
    Training = 5,

    /// <summary>The nodes of the cluster that were needed are not there.</summary>
    Cluster = 6,
}

/// <summary>A failure that a user can act on: the message says what was found, what was expected, and where.</summary>
public class PipelineException(FailureKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Who has to act.</summary>
    public FailureKind Kind { get; } = kind;
}
