using ActorPipeline.Settings;

namespace ActorPipeline.Host.Running;

/// <summary>What the host prints and writes.</summary>
/// <param name="LogEvery">Steps from one line of the training log to the next.</param>
/// <param name="Summary">Where the summary goes; null: nowhere.</param>
/// <param name="Origins">Where the rows' origins go; null: nowhere.</param>
/// <param name="StreamHash">Hash the stream.</param>
/// <param name="Quiet">No progress.</param>
internal sealed record HostSettings(int LogEvery, string? Summary, string? Origins, bool StreamHash, bool Quiet)
{
    /// <summary>Reads these settings.</summary>
    public static HostSettings From(SettingsReader reader) => new(
        reader.Integer("host.log-every", min: 1), PathOrNull(reader.Text("host.summary")), PathOrNull(reader.Text("host.origins")),
        reader.Flag("host.stream-hash"), reader.Flag("host.quiet"));

    private static string? PathOrNull(string text) => text.Length == 0 ? null : text;
}
