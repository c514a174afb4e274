namespace ActorPipeline.Host.Tests.Packaging;

/// <summary>The namespaces of an assembly in the order of its data path, in which each knows only those before it; "" is the assembly's own.</summary>
public sealed class NamespacesSpec
{
    [Theory]
    [InlineData("ActorPipeline", "Errors", "Settings", "Memory", "Telemetry", "Data", "Formats", "Formats.Csv", "Sources", "Order", "Checkpoints", "",
        "Stages", "Consumers", "Running", "Training")]
    [InlineData("ActorPipeline.Cluster", "Trust", "Gate", "Wire", "DataPlane", "Working", "Leasing", "Nodes")]
    [InlineData("ActorPipeline.Torch", "")]
    [InlineData("ActorPipeline.Host", "Output", "Options", "Generating", "Progress", "Running", "Reporting", "Inspecting", "Experiments", "Commands", "")]
    public void A_namespace_knows_only_those_before_it(string assembly, params string[] order)
    {
        using var graph = new NamespaceGraph(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        string[] names = [.. order.Select(name => name.Length == 0 ? assembly : $"{assembly}.{name}")];
        Assert.Equal(names.Order(StringComparer.Ordinal), graph.Namespaces);
        Assert.Empty(graph.Edges.Where(edge => Array.IndexOf(names, edge.To) > Array.IndexOf(names, edge.From))
            .Select(edge => $"{edge.From} knows {edge.To}: {edge.Types}"));
    }
}
