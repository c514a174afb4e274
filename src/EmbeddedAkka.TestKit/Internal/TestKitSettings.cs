using Akka.Configuration;

namespace Akka.TestKit.Internal;

/// <summary>The section <c>akka.test</c>.</summary>
internal sealed class TestKitSettings(Config config)
{
    /// <summary>How long the system may take to end.</summary>
    public TimeSpan DefaultTimeout { get; } = config.GetTimeSpan("akka.test.default-timeout");

    /// <summary>How long to wait for a message where neither the call nor a Within says.</summary>
    public TimeSpan SingleExpectDefault { get; } = config.GetTimeSpan("akka.test.single-expect-default");

    /// <summary>How long an event filter waits after its action.</summary>
    public TimeSpan TestEventFilterLeeway { get; } = config.GetTimeSpan("akka.test.filter-leeway");

    /// <summary>Stretches time-outs.</summary>
    public double TestTimeFactor { get; } = config.GetDouble("akka.test.timefactor");
}
