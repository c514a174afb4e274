using ActorPipeline.Settings;

namespace ActorPipeline.Host.Options;

/// <summary>What the host prints and writes.</summary>
/// <param name="LogEvery">Steps from one line of the training log to the next.</param>
/// <param name="Summary">Where the summary goes; null: nowhere.</param>
/// <param name="Origins">Where the rows' origins go; null: nowhere.</param>
/// <param name="StreamHash">Hash the stream.</param>
/// <param name="Quiet">No progress.</param>
internal sealed record HostSettings(
    [Setting("host.log-every", SettingKind.Run, "steps", Min = 1, Max = 1_000_000_000, Option = "--log-every")]
    int LogEvery,
    [Setting("host.summary", SettingKind.Run, "path", Otherwise = "", Option = "--summary", OptionValue = "FILE.json")]
    string? Summary,
    [Setting("host.origins", SettingKind.Run, "path", Otherwise = "", Option = "--origins", OptionValue = "FILE.tsv")]
    string? Origins,
    [Setting("host.stream-hash", SettingKind.Run, "on/off", Option = "--stream-hash")]
    bool StreamHash,
    [Setting("host.quiet", SettingKind.Run, "on/off", Option = "--quiet")]
    bool Quiet);
