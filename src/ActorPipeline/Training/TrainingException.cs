using ActorPipeline.Errors;

namespace ActorPipeline.Training;

/// <summary>The training cannot go on; the message says what was found and what was expected.</summary>
public sealed class TrainingException(string message) : PipelineException(FailureKind.Training, message);
