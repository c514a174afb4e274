using System.Globalization;
using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Settings;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>The settings under <c>cluster</c>, as they stand there: files are not read, names not looked up.</summary>
/// <param name="Enabled">The run's splits are read and decoded by workers.</param>
/// <param name="Host">The name or address of this node for all others.</param>
/// <param name="BindHost">The address at which it opens its ports; null: <paramref name="Host"/>.</param>
/// <param name="Port">Where it takes messages; 0 is any free port.</param>
/// <param name="DataPort">Where a worker gives its blocks; 0 is any free port.</param>
/// <param name="Join">Whom a worker joins, each as HOST:PORT.</param>
/// <param name="Token">What all nodes know.</param>
/// <param name="Tls">TLS for the blocks.</param>
/// <param name="RemoveAfter">How long a node may be unreachable before it is removed.</param>
/// <param name="Leases">How splits are leased.</param>
public sealed record ClusterSection(
    [Setting("cluster.enabled", SettingKind.Run, "on/off", Option = "--cluster")]
    bool Enabled,
    [Setting("cluster.host", SettingKind.Run, "host", Option = "--host", OptionValue = "HOST")]
    string Host,
    [Setting("cluster.bind-host", SettingKind.Run, "host", Otherwise = "")]
    string? BindHost,
    [Setting("cluster.port", SettingKind.Run, "port", Min = 0, Max = ClusterSection.HighestPort, Option = "--port")]
    int Port,
    [Setting("cluster.data-port", SettingKind.Run, "port", Min = 0, Max = ClusterSection.HighestPort, Option = "--data-port")]
    int DataPort,
    [Setting("cluster.join", SettingKind.Run, "addresses", Option = "--join", OptionValue = "HOST:PORT")]
    IReadOnlyList<string> Join,
    SharedToken.Settings Token,
    Certificates.Settings Tls,
    [Setting("cluster.remove-after", SettingKind.Run, "duration", Min = 0.001, Max = 24 * 60 * 60)]
    TimeSpan RemoveAfter,
    LeaseManager.Settings Leases) : IValidated
{
    private const int HighestPort = 65535;

    /// <inheritdoc/>
    public void Validate()
    {
        if (!IsHost(Host))
            throw SettingsReader.Wrong(this, nameof(Host), "a name or an address of this node");
        if (BindHost is not null && !IsHost(BindHost))
            throw SettingsReader.Wrong(this, nameof(BindHost), "a name or an address");
        if (Enabled)
            _ = Token.ExpectFile();
        foreach (var text in Join)
            _ = AddressOf(text);
    }

    internal static (string Host, int Port) AddressOf(string text) => text.LastIndexOf(':') is > 0 and var colon
        && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= HighestPort
        ? (text[..colon], port)
        : throw SettingsReader.Wrong("cluster.join", "HOST:PORT", text);

    private static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown;
}
