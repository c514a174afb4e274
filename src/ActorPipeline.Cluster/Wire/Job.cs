using ActorPipeline.Data;
using ActorPipeline.Formats.Csv;

namespace ActorPipeline.Cluster.Wire;

/// <summary>What a worker must know to read and decode for a run, but for the splits.</summary>
/// <param name="Run">The run.</param>
/// <param name="Format">What the lines look like.</param>
/// <param name="Fields">Fields of a line.</param>
/// <param name="BlockBytes">Bytes of a block of lines at most.</param>
/// <param name="RowBlockBytes">Bytes of a row buffer at most.</param>
/// <param name="Window">Blocks of one split that may wait at the worker.</param>
public sealed record Job(RunId Run, CsvFormat Format, int Fields, int BlockBytes, int RowBlockBytes, int Window);
