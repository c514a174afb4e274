using ActorPipeline.Benchmarks.Cluster;

// One name for each set of benchmarks; each writes a table of its own to the folder of results. "workers" is a part of scripts/cluster-scale.
var sets = new Dictionary<string, Action<string>>
{
    ["data-plane"] = DataPlaneBenchmark.Run,
};

if (args is ["workers", .. { Length: 3 } workers])
    return await ManyWorkers.RunAsync(workers);
if (args is not [var results, .. var names] || names.Except(sets.Keys).Any())
{
    Console.Error.WriteLine($"expected the folder of results, then none or some of: {string.Join(", ", sets.Keys)}");
    return 2;
}
foreach (var name in names is [] ? [.. sets.Keys] : names)
    sets[name](results);
return 0;
