using ActorPipeline.Host.Options;
using ActorPipeline.Running;

namespace ActorPipeline.Host.Tests.Experiments;

/// <summary>Settings of experiments, each given as KEY=VALUE.</summary>
internal static class TestSettings
{
    public static EffectiveSettings Of(params string[] assignments) => new([.. assignments.Select(a => Layer.OfAssignment("test", a))]);

    public static PipelineSettings Pipeline(params string[] assignments) => PipelineSettings.From(Of(assignments).Reader);
}
