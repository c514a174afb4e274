using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ActorPipeline.Benchmarks;

/// <summary>Runs a class of benchmarks and keeps its table.</summary>
/// <remarks>
/// Everything runs in this process, so that it measures the build it is in, whatever engine and backend that has. The machines are
/// shared and noisy: the column to compare is the best of the iterations.
/// </remarks>
internal static class BenchmarkTable
{
    private const int Warmups = 3;
    private const int Iterations = 12;

    /// <summary>Runs all benchmarks of a class.</summary>
    /// <returns>The table, in Markdown.</returns>
    public static string Of<TBenchmarks>()
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(Warmups).WithIterationCount(Iterations).WithInvocationCount(1).WithUnrollFactor(1);
        var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(ConsoleLogger.Default).AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Metrics)
            .AddColumn(new BestRateColumn(), StatisticColumn.Min, StatisticColumn.Median, StatisticColumn.Max)
            .WithOptions(ConfigOptions.DisableLogFile)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "ActorPipeline.Benchmarks"));
        var summary = BenchmarkRunner.Run<TBenchmarks>(config);
        var table = new AccumulationLogger();
        MarkdownExporter.GitHub.ExportToLog(summary, table);
        return table.GetLog().Trim();
    }

    /// <summary>Operations a second in the best iteration, in millions.</summary>
    private sealed class BestRateColumn : IColumn
    {
        public string Id => nameof(BestRateColumn);

        public string ColumnName => "Best M/s";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Statistics;

        public int PriorityInCategory => -1;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => "Millions of operations a second in the fastest iteration";

        public string GetValue(BenchmarkDotNet.Reports.Summary summary, BenchmarkCase benchmarkCase) =>
            summary[benchmarkCase]?.ResultStatistics is { } statistics ? FormattableString.Invariant($"{1e3 / statistics.Min:0.00}") : "-";

        public string GetValue(BenchmarkDotNet.Reports.Summary summary, BenchmarkCase benchmarkCase, BenchmarkDotNet.Reports.SummaryStyle style) =>
            GetValue(summary, benchmarkCase);

        public bool IsDefault(BenchmarkDotNet.Reports.Summary summary, BenchmarkCase benchmarkCase) => false;

        public bool IsAvailable(BenchmarkDotNet.Reports.Summary summary) => true;
    }
}
