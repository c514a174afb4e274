using System.CommandLine;
using System.CommandLine.Parsing;
using ActorPipeline.Settings;

namespace ActorPipeline.Host.Options;

/// <summary>An option of the command line that is another way to write one key of the configuration.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Key">The key below <see cref="SettingsReader.Root"/>.</param>
/// <param name="Value">What its value is called in the help; null: it takes none.</param>
/// <param name="Means">The value it stands for, where it takes none.</param>
/// <param name="IsList">It may be given several times, with one or more values each.</param>
internal sealed record SettingOption(string Name, string Key, string? Value, string Means = "on", bool IsList = false)
{
    /// <summary>Every one of them, in the order of the help.</summary>
    public static IReadOnlyList<SettingOption> All { get; } =
    [
        new("--data", "files.paths", "GLOB", IsList: true),
        new("--epochs", "epochs", "N"),
        new("--seed", "seed", "N"),
        new("--no-shuffle", "shuffle.enabled", null, Means: "off"),
        new("--batch-size", "shuffle.batch-size", "N"),
        new("--min-after-dequeue", "shuffle.min-after-dequeue", "N"),
        new("--capacity", "shuffle.capacity", "N"),
        new("--drop-remainder", "shuffle.allow-smaller-final-batch", null, Means: "off"),
        new("--epoch-boundary", "shuffle.epoch-boundary", "mix|drain"),
        new("--interleave", "interleave", "N"),
        new("--split-bytes", "files.split-bytes", "SIZE"),
        new("--readers", "reader.readers", "N"),
        new("--decoders", "decoder.decoders", "N"),
        new("--prefetch", "shuffle.prefetch", "N"),
        new("--max-steps", "max-steps", "N"),
        new("--label-column", "decoder.label-column", "N"),
        new("--header-lines", "reader.header-lines", "N"),
        new("--delimiter", "decoder.delimiter", "C"),
        new("--on-bad-record", "decoder.on-bad-record", "fail|skip"),
        new("--max-bad-records", "decoder.max-bad-records", "N"),
        new("--checkpoint-dir", "checkpoint.dir", "DIR"),
        new("--checkpoint-every", "checkpoint.every", "N"),
        new("--resume", "checkpoint.resume", null),
        new("--device", "trainer.device", "auto|cpu|cuda"),
        new("--trainer", "trainer.assembly", "FILE.dll"),
        new("--eval-data", "evaluation.paths", "GLOB", IsList: true),
        new("--patience", "evaluation.patience", "N"),
        new("--cluster", "cluster.enabled", null),
        new("--join", "cluster.join", "HOST:PORT", IsList: true),
        new("--host", "cluster.host", "HOST"),
        new("--port", "cluster.port", "N"),
        new("--data-port", "cluster.data-port", "N"),
        new("--token-file", "cluster.token-file", "FILE"),
        new("--min-workers", "cluster.min-workers", "N"),
        new("--log-every", "host.log-every", "N"),
        new("--summary", "host.summary", "FILE.json"),
        new("--stream-hash", "host.stream-hash", null),
        new("--origins", "host.origins", "FILE.tsv"),
        new("--quiet", "host.quiet", null),
    ];

    /// <summary>The option as the parser knows it; its help is what the reference configuration says of the key.</summary>
    public Option ToOption()
    {
        var setting = SettingsCatalog.All.Single(s => s.Key == Key);
        if (Value is null)
            return new Option<bool>(Name) { Description = $"Sets {Key} = {Means}. {setting.Description}", Arity = ArgumentArity.Zero };
        var description = $"{setting.Description} [{Key} = {setting.Default}]";
        return IsList
            ? new Option<string[]>(Name) { Description = description, HelpName = Value, AllowMultipleArgumentsPerToken = true }
            : LastOption.Any(Name, description, Value);
    }

    /// <summary>The layer that the option makes; null where it was not given.</summary>
    public Layer? ToLayer(OptionResult? given) => given switch
    {
        null or { Implicit: true } => null,
        _ when Value is null => Layer.Of(Name, Key, Hocon.Quote(Means)),
        _ when IsList => Layer.Of(Name, Key, Hocon.List(given.Tokens.Select(t => t.Value))),
        _ => Layer.Of(Name, Key, Hocon.Quote(given.Tokens[^1].Value is "\t" ? "tab" : given.Tokens[^1].Value)),
    };
}
