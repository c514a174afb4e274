using Akka.Configuration;

namespace Akka.Remote;

/// <summary>
/// When a silence is a failure; the keys of <c>akka.remote.watch-failure-detector</c> and <c>akka.cluster.failure-detector</c>.
/// </summary>
/// <param name="Threshold">The suspicion from which on the other counts as failed: 8 is one error in 10^8 silences.</param>
/// <param name="MaxSampleSize">How many of the last intervals count.</param>
/// <param name="MinStdDeviation">So that very regular heartbeats do not make a detector that suspects every small delay.</param>
/// <param name="AcceptableHeartbeatPause">A silence that is expected now and then, above the mean interval.</param>
/// <param name="FirstHeartbeatEstimate">The interval that is taken for granted before the first has been seen.</param>
internal sealed record FailureDetectorSettings(
    double Threshold, int MaxSampleSize, TimeSpan MinStdDeviation, TimeSpan AcceptableHeartbeatPause, TimeSpan FirstHeartbeatEstimate)
{
    /// <exception cref="ConfigurationException">A value is out of its range.</exception>
    internal static FailureDetectorSettings Read(Config config)
    {
        var settings = new FailureDetectorSettings(
            config.GetDouble("threshold"),
            config.GetInt("max-sample-size"),
            config.GetTimeSpan("min-std-deviation"),
            config.GetTimeSpan("acceptable-heartbeat-pause"),
            config.GetTimeSpan("heartbeat-interval"));
        Require(settings.Threshold > 0, "threshold", "> 0");
        Require(settings.MaxSampleSize > 0, "max-sample-size", "> 0");
        Require(settings.MinStdDeviation > TimeSpan.Zero, "min-std-deviation", "> 0");
        Require(settings.AcceptableHeartbeatPause >= TimeSpan.Zero, "acceptable-heartbeat-pause", ">= 0");
        Require(settings.FirstHeartbeatEstimate > TimeSpan.Zero, "heartbeat-interval", "> 0");
        return settings;

        void Require(bool holds, string key, string expected)
        {
            if (!holds)
                throw new ConfigurationException($"failure-detector.{key} must be {expected}, is [{config.GetString(key)}].");
        }
    }
}

/// <summary>
/// Hayashibara's phi accrual failure detector for one other node. Suspicion grows with the silence, on the scale of the intervals seen so
/// far: phi is -log10 of the probability that a heartbeat comes later than now, were the intervals normally distributed.
/// </summary>
/// <remarks>Times are readings of one monotonic clock, never decreasing. Not for use by several threads at once.</remarks>
internal sealed class PhiAccrualFailureDetector(FailureDetectorSettings settings)
{
    private readonly Queue<double> _intervals = [];
    private double _sum;
    private double _sumOfSquares;
    private TimeSpan? _last;

    /// <summary>Whether a heartbeat has come: before that, nothing is suspected.</summary>
    internal bool IsMonitoring => _last is not null;

    /// <summary>A heartbeat has come. The silence before it is no sample if it was a failure, or one failure would hide the next.</summary>
    internal void Heartbeat(TimeSpan now)
    {
        if (_last is not { } last)
        {
            // Two samples around the estimate, a quarter of it to either side.
            var estimate = settings.FirstHeartbeatEstimate.TotalMilliseconds;
            Add(estimate * 0.75);
            Add(estimate * 1.25);
        }
        else if (IsAvailable(now))
        {
            Add((now - last).TotalMilliseconds);
        }
        _last = now;
    }

    internal bool IsAvailable(TimeSpan now) => Phi(now) < settings.Threshold;

    internal double Phi(TimeSpan now)
    {
        if (_last is not { } last)
            return 0;
        var mean = _sum / _intervals.Count;
        var variance = Math.Max(0, _sumOfSquares / _intervals.Count - mean * mean);
        var deviation = Math.Max(Math.Sqrt(variance), settings.MinStdDeviation.TotalMilliseconds);
        return -Log10OfLater(((now - last).TotalMilliseconds - mean - settings.AcceptableHeartbeatPause.TotalMilliseconds) / deviation);
    }

    /// <summary>log10 of the upper tail of the normal distribution, by Bowling's logistic approximation of it (2009).</summary>
    private static double Log10OfLater(double z)
    {
        var odds = z * (1.5976 + 0.070566 * z * z);
        // log(1 / (1 + e^odds)), which for large odds is -odds: e^odds itself would be infinite.
        return (odds > 700 ? -odds : -Math.Log(1 + Math.Exp(odds))) / Math.Log(10);
    }

    private void Add(double interval)
    {
        if (_intervals.Count == settings.MaxSampleSize)
        {
            var oldest = _intervals.Dequeue();
            _sum -= oldest;
            _sumOfSquares -= oldest * oldest;
        }
        _intervals.Enqueue(interval);
        _sum += interval;
        _sumOfSquares += interval * interval;
    }
}
