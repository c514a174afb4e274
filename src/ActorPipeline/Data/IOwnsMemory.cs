namespace ActorPipeline.Data;

/// <summary>A message that carries memory. Whoever holds it owns the memory, and passes it on or returns it.</summary>
public interface IOwnsMemory
{
    /// <summary>The run whose memory it is.</summary>
    RunId Run { get; }

    /// <summary>Gives the memory back to its pool; the message must not be used afterwards.</summary>
    void ReturnMemory();
}
