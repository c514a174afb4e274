using ActorPipeline.Host.Output;
using System.CommandLine;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Running;
using ActorPipeline.Settings;

namespace ActorPipeline.Host.Commands;

/// <summary><c>config</c>: every setting with its effective value, and where that comes from; refuses what a run would refuse.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new Command("config", "Shows the effective settings of the given options: key, value, origin, kind, unit.");
        var options = new SettingOptions();
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var settings = options.Read(parsed);
            SettingsCheck.Run(settings.Reader);
            TrainerAssembly.FindFactory(settings.Reader)?.Check(settings.Reader);
            foreach (var line in Table(settings))
                StandardOutput.WriteLine(line);
        });
        return command;
    }

    /// <summary>A head and a line for each setting, in columns.</summary>
    public static IEnumerable<string> Table(EffectiveSettings settings)
    {
        List<string[]> rows =
        [
            ["KEY", "VALUE", "ORIGIN", "KIND", "UNIT"],
            .. SettingsCatalog.All.Select(s => new[] { s.Key, settings.Reader.Show(s), settings.OriginOf(s.Key), Words(s.Kind), s.Unit }),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd());
    }

    private static string Words(SettingKind kind) => kind == SettingKind.DataOrder ? "data order" : kind.ToString().ToLowerInvariant();
}
