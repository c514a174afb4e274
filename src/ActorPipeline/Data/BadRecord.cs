namespace ActorPipeline.Data;

/// <summary>A record that is not what the format says.</summary>
/// <param name="Offset">Where it starts in the file.</param>
/// <param name="Line">The number of its line, 1-based.</param>
/// <param name="Column">The byte of the line where the flaw is, 1-based.</param>
/// <param name="Reason">What was expected, what was found.</param>
public sealed record BadRecord(long Offset, long Line, int Column, string Reason);

/// <summary>What a bad record does.</summary>
public enum BadRecordPolicy
{
    /// <summary>It ends the run.</summary>
    Fail,

    /// <summary>It is left out and counted.</summary>
    Skip,
}
