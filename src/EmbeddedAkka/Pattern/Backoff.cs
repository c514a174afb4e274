using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Supervisors that wait before they start their child again, longer each time.</summary>
public static class Backoff
{
    /// <summary>Starts the child again when it failed; a child that stops of itself stops its supervisor.</summary>
    /// <param name="childProps">How to make the child.</param>
    /// <param name="childName">Its name.</param>
    /// <param name="minBackoff">The first wait.</param>
    /// <param name="maxBackoff">The longest wait.</param>
    /// <param name="randomFactor">Each wait is drawn out by up to this part of it, so that many do not start at once.</param>
    /// <param name="maxNrOfRetries">After so many the supervisor stops; -1 for no limit.</param>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new(BackoffTrigger.Failure, childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries);

    /// <summary>Starts the child again when it has stopped, for whatever reason.</summary>
    /// <inheritdoc cref="OnFailure"/>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new(BackoffTrigger.Stop, childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries);
}

/// <summary>What makes a supervisor start its child again.</summary>
internal enum BackoffTrigger
{
    Failure,
    Stop,
}
