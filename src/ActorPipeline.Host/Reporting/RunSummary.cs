using ActorPipeline.Host.Output;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorPipeline.Errors;

namespace ActorPipeline.Host.Reporting;

/// <summary>The summary of a run: one JSON object with these members in camel case; what has no meaning in a run is null.</summary>
internal sealed record RunSummary
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Engine { get; init; }
    public required string AkkaVersion { get; init; }
    public required string Backend { get; init; }
    public required int? TrainerThreads { get; init; }
    public required int Nodes { get; init; }
    public required long Steps { get; init; }
    public required long Rows { get; init; }
    public required int? Epochs { get; init; }
    public required int LastBatchSize { get; init; }
    public required long? BadRecords { get; init; }
    public required long? BlankLines { get; init; }
    public required float? FinalLoss { get; init; }
    public required float? FinalAccuracy { get; init; }
    public required double Seconds { get; init; }
    public required double? SecondsToFirstBatch { get; init; }
    public required double RowsPerSecond { get; init; }
    public required double MegabytesPerSecond { get; init; }
    public required double? TrainerWaitPercent { get; init; }
    public required string? LimitingStage { get; init; }
    public required string Verdict { get; init; }
    public required double PeakMemoryMegabytes { get; init; }
    public required long MaxBytesHeld { get; init; }
    public required int LeakedBuffers { get; init; }
    public required string? StreamHash { get; init; }
    public required string? WeightsHash { get; init; }
    public required long? BestStep { get; init; }
    public required double? BestEvalLoss { get; init; }
    public required double? BestEvalAccuracy { get; init; }
    public required long? ResumedFromStep { get; init; }
    public required long LeasesReassigned { get; init; }
    public required string EndedBy { get; init; }
    public required string? Failure { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>Writes it.</summary>
    /// <exception cref="PipelineException">The file cannot be written.</exception>
    public void Write(string path) => OutputFile.Write(path, ToJson() + "\n");
}
