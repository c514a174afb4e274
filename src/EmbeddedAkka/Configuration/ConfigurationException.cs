using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration that cannot be read, or that says something impossible.</summary>
public class ConfigurationException : AkkaException
{
    internal ConfigurationException(string message, Exception? exception = null) : base(message, exception)
    {
    }
}
