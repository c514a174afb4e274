using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Stages;

namespace ActorPipeline.Running;

/// <summary>The first cause of a run's failure.</summary>
/// <param name="Kind">Who has to act.</param>
/// <param name="Actor">The path of the actor that failed.</param>
/// <param name="Message">What was found, what was expected, where.</param>
/// <param name="Cause">The exception; null where an actor stopped without one.</param>
public sealed record RunFailure(FailureKind Kind, string Actor, string Message, Exception? Cause);

/// <summary>How a run ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="EndedBy">Why it ended.</param>
/// <param name="Consumed">What the consumer reported; null where it could not.</param>
/// <param name="Failure">The first cause, where it failed.</param>
/// <param name="BytesHeld">Bytes of all pipeline buffers, from start to end.</param>
/// <param name="LeakedBuffers">Buffers that nobody returned; anything but 0 is a bug of the pipeline.</param>
/// <param name="Stragglers">Paths of actors that did not stop within the grace period.</param>
public sealed record RunResult(RunId Run, EndReason EndedBy, Consumed? Consumed, RunFailure? Failure, long BytesHeld, int LeakedBuffers,
    IReadOnlyList<string> Stragglers);
