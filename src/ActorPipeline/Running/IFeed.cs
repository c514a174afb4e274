using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using ActorPipeline.Memory;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>B and C: the stages that turn splits into row blocks, on this machine or on others.</summary>
public interface IFeed
{
    /// <summary>Starts its actors as children of the supervisor.</summary>
    /// <exception cref="PipelineException">The settings do not fit the data.</exception>
    FeedStages Start(FeedContext context);
}

/// <summary>What a feed has to do with.</summary>
/// <param name="Supervisor">Where its actors are made.</param>
/// <param name="Run">The run.</param>
/// <param name="Settings">The settings of all stages.</param>
/// <param name="Enumerator">Who gives splits.</param>
/// <param name="Files">Every file of the run.</param>
/// <param name="Schema">How records become rows.</param>
/// <param name="ShuffleBuffer">Who takes the row blocks, and gives credit back to the <see cref="RowBlock.Reader"/> and <see cref="RowBlock.Decoder"/> of each.</param>
/// <param name="Meters">Take what the stages do.</param>
public sealed record FeedContext(IActorRefFactory Supervisor, RunId Run, PipelineSettings Settings, IActorRef Enumerator,
    IReadOnlyList<DataFile> Files, IRecordSchema Schema, IActorRef ShuffleBuffer, PipelineMeters Meters);

/// <summary>The actors of a feed, and their memory.</summary>
/// <param name="InOrder">Its stages in the order of the flow, each of one or more actors.</param>
/// <param name="Restartable">Those that go on where they were after a restart.</param>
/// <param name="Memory">All that the stages rent.</param>
public sealed record FeedStages(IReadOnlyList<IActorRef[]> InOrder, IReadOnlyList<IActorRef> Restartable, IReadOnlyList<IPool> Memory);
