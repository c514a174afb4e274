using System.Net;
using System.Net.Sockets;
using Akka.Configuration;

namespace Akka.Remote;

/// <summary>The section <c>akka.remote</c>.</summary>
internal sealed class RemoteSettings
{
    /// <summary>Keys of Akka.NET that this engine knows; any other would be ignored, so it is refused.</summary>
    private static readonly HashSet<string> _known =
    [
        "startup-timeout", "flush-wait-on-shutdown", "backoff-interval", "handshake-timeout", "retry-gate-closed-for", "system-message-buffer-size",
        "resend-interval", "resend-limit", "watch-failure-detector", "adapters", "dot-netty",
    ];

    private static readonly HashSet<string> _knownOfTcp =
    [
        "applied-adapters", "port", "public-port", "hostname", "public-hostname", "enable-ssl", "connection-timeout", "maximum-frame-size", "backlog",
        "tcp-nodelay", "tcp-keepalive", "tcp-reuse-addr",
    ];

    private static readonly HashSet<string> _knownOfWatch =
    [
        "heartbeat-interval", "threshold", "max-sample-size", "min-std-deviation", "acceptable-heartbeat-pause", "unreachable-nodes-reaper-interval",
        "expected-response-after",
    ];

    /// <exception cref="ConfigurationException">A key is unknown, or a value impossible.</exception>
    internal RemoteSettings(Config all)
    {
        var config = all.GetConfig("akka.remote")!;
        RefuseUnknown(config, "akka.remote", _known);
        Tcp = config.GetConfig("dot-netty.tcp")!;
        RefuseUnknown(config.GetConfig("dot-netty")!, "akka.remote.dot-netty", new HashSet<string> { "tcp" });
        RefuseUnknown(Tcp, "akka.remote.dot-netty.tcp", _knownOfTcp);
        RefuseUnless(Tcp, "enable-ssl", "off", "false");
        RefuseUnless(Tcp, "tcp-reuse-addr", "off", "false");
        Watch = config.GetConfig("watch-failure-detector")!;
        RefuseUnknown(Watch, "akka.remote.watch-failure-detector", _knownOfWatch);
        StartupTimeout = config.GetTimeSpan("startup-timeout", allowInfinite: false);
        FlushWait = config.GetTimeSpan("flush-wait-on-shutdown", allowInfinite: false);
        Backoff = Positive(config, "backoff-interval");
        HandshakeTimeout = Positive(config, "handshake-timeout");
        GateClosedFor = config.GetTimeSpan("retry-gate-closed-for", allowInfinite: false);
        SystemMessageBuffer = config.GetInt("system-message-buffer-size");
        ResendInterval = Positive(config, "resend-interval");
        ResendLimit = config.GetInt("resend-limit");
        HeartbeatInterval = Positive(Watch, "heartbeat-interval");
        ReaperInterval = Positive(Watch, "unreachable-nodes-reaper-interval");
        ExpectedResponseAfter = Watch.GetTimeSpan("expected-response-after", allowInfinite: false);
        FailureDetector = FailureDetectorSettings.Read(Watch);
        Adapters = config.GetConfig("adapters")!;
    }

    internal Config Tcp { get; }

    internal Config Adapters { get; }

    internal Config Watch { get; }

    internal TimeSpan StartupTimeout { get; }

    internal TimeSpan FlushWait { get; }

    /// <summary>Until a write that the transport refused is tried again.</summary>
    internal TimeSpan Backoff { get; }

    internal TimeSpan HandshakeTimeout { get; }

    /// <summary>How long an address is left alone after its connection failed.</summary>
    internal TimeSpan GateClosedFor { get; }

    /// <summary>System messages without acknowledgement that make a node count as lost.</summary>
    internal int SystemMessageBuffer { get; }

    internal TimeSpan ResendInterval { get; }

    internal int ResendLimit { get; }

    internal TimeSpan HeartbeatInterval { get; }

    internal TimeSpan ReaperInterval { get; }

    internal TimeSpan ExpectedResponseAfter { get; }

    internal FailureDetectorSettings FailureDetector { get; }

    /// <summary>The address to listen at; an empty <c>hostname</c> is this machine's own.</summary>
    internal static IPAddress Resolve(string host) => IPAddress.TryParse(host, out var address)
        ? address
        : Dns.GetHostAddresses(host.Length == 0 ? Dns.GetHostName() : host, AddressFamily.InterNetwork).First();

    private static TimeSpan Positive(Config config, string key)
    {
        var value = config.GetTimeSpan(key, allowInfinite: false);
        return value > TimeSpan.Zero ? value : throw new ConfigurationException($"akka.remote: {key} must be > 0, is [{config.GetString(key)}].");
    }

    private static void RefuseUnless(Config tcp, string key, params string[] supported)
    {
        if (!supported.Contains(tcp.GetString(key)))
            throw new ConfigurationException($"The embedded engine does not support [akka.remote.dot-netty.tcp.{key} = {tcp.GetString(key)}]; expected off.");
    }

    private static void RefuseUnknown(Config config, string path, IReadOnlySet<string> known)
    {
        foreach (var (key, _) in config.AsEnumerable())
        {
            if (!known.Contains(key))
                throw new ConfigurationException($"The embedded engine does not support [{path}.{key}].");
        }
    }
}
