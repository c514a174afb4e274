using System.CommandLine;
using ActorPipeline.Host.Generating;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Tests.EndToEnd;
using ActorPipeline.Settings;

namespace ActorPipeline.Host.Tests.Options;

public class SettingOptionSpec
{
    [Fact]
    public void Every_option_of_the_interface_is_in_the_table() => Assert.Equal(
        ((string[])[
            "--data", "--epochs", "--seed", "--no-shuffle", "--batch-size", "--min-after-dequeue", "--capacity", "--drop-remainder",
            "--epoch-boundary", "--interleave", "--split-bytes", "--readers", "--decoders", "--prefetch", "--max-steps", "--label-column",
            "--header-lines", "--delimiter", "--on-bad-record", "--max-bad-records", "--checkpoint-dir", "--checkpoint-every", "--resume", "--device", "--trainer",
            "--eval-data", "--patience", "--cluster", "--join", "--host", "--port", "--data-port", "--token-file", "--min-workers", "--log-every", "--summary", "--stream-hash", "--origins",
            "--quiet",
        ]).Order(), SettingOption.All.Select(o => o.Name).Order());

    [Fact]
    public void An_option_sets_its_key_and_is_its_origin() => Assert.All(SettingOption.All, option =>
    {
        var settings = Read(option.Setting.OptionMeans is null ? [option.Name, "5"] : [option.Name]);
        Assert.Equal(option.Setting.IsList ? "[\"5\"]" : option.Setting.OptionMeans ?? "5", Shown(settings, option));
        Assert.Equal(option.Name, settings.OriginOf(option.Setting.Key));
    });

    [Fact]
    public void Nothing_given_is_the_reference_configuration()
    {
        var settings = Read([]);
        Assert.All(SettingsCatalog.All, s => Assert.Equal(EffectiveSettings.Reference, settings.OriginOf(s.Key)));
        Assert.Equal("required", settings.Config.GetString("actor-pipeline.decoder.default-value"));
    }

    [Fact]
    public void Data_takes_what_a_shell_made_of_a_glob_and_may_be_repeated() =>
        Assert.Equal(["a.csv", "b.csv", "c.csv"], Read(["--data", "a.csv", "b.csv", "--epochs", "1", "--data", "c.csv"]).Reader.Read<Dataset>().Files);

    [Theory]
    [InlineData("--label-column", "-1", "decoder.label-column")]
    [InlineData("--delimiter", ",", "decoder.delimiter")]
    [InlineData("--delimiter", "\"", "decoder.delimiter")]
    [InlineData("--summary", "a \\ ${b} # c {", "host.summary")]
    public void A_value_is_text_and_never_syntax(string option, string value, string key) =>
        Assert.Equal(value, Read([option, value]).Config.GetString($"actor-pipeline.{key}"));

    [Fact]
    public void Of_an_option_given_twice_the_last_value_counts() => Assert.All(SettingOption.All.Where(o => !o.Setting.IsList), option =>
    {
        var settings = Read(option.Setting.OptionMeans is null ? [option.Name, "3", "--epochs", "1", option.Name, "5"] : [option.Name, option.Name]);
        Assert.Equal(option.Setting.OptionMeans ?? "5", Shown(settings, option));
    });

    [Fact]
    public async Task So_it_does_for_what_is_no_setting()
    {
        using var folder = new TempFolder();
        var generated = await HostProcess.RunAsync(folder.Path, "generate", "--out", "a", "--files", "3", "--rows", "9", "--features", "5",
            "--seed", "1", "--out", "b", "--files", "1", "--rows", "2", "--features", "4", "--seed", "2");
        var inspected = await HostProcess.RunAsync(folder.Path,
            "inspect", "--step", "2", "--step", "1", "--batch-size", "1", "--data", "b/*.csv", "--epochs", "1");
        SyntheticSetWriter.Write(new(1, 2, 4, Seed: 2), folder["expected"]);

        Assert.Equal(0, generated.ExitCode);
        Assert.Equal([folder["b"], folder["expected"]], Directory.GetDirectories(folder.Path).Order());
        Assert.Equal(File.ReadAllText(folder["expected/examples-00.csv"]), File.ReadAllText(folder["b/examples-00.csv"]));
        Assert.Single(inspected.Output, line => line.StartsWith("b/examples-00.csv:"));
    }

    [Fact]
    public void A_tab_is_given_by_name_because_HOCON_would_drop_it() => Assert.Equal("tab", Read(["--delimiter", "\t"]).Config.GetString("actor-pipeline.decoder.delimiter"));

    [Fact]
    public void Options_stand_above_assignments_and_assignments_above_files()
    {
        using var folder = new TempFolder();
        var low = folder.Write("low.conf", "actor-pipeline { seed = 1, epochs = 1, interleave = 1, shuffle.batch-size = 1 }");
        var high = folder.Write("high.conf", "actor-pipeline { seed = 2, epochs = 2, interleave = 2 }");
        var settings = Read(["--seed", "4", "--set", "seed=3", "--set", "epochs=3", "--config", low, "--config", high]);
        Assert.Equal(
            [("4", "--seed"), ("3", "--set epochs"), ("2", high), ("1", low)],
            new[] { "seed", "epochs", "interleave", "shuffle.batch-size" }.Select(key => (settings.Config.GetString($"actor-pipeline.{key}"), settings.OriginOf(key))));
    }

    private static string Shown(EffectiveSettings settings, SettingOption option) =>
        settings.Reader.Show(SettingsCatalog.All.Single(s => s.Key == option.Setting.Key));

    internal static EffectiveSettings Read(string[] args)
    {
        var options = new SettingOptions();
        var command = new RootCommand();
        options.AddTo(command);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed);
    }
}
