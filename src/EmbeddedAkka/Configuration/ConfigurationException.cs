using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration that cannot be read, or that says something impossible.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message) : base(message)
    {
    }

    public ConfigurationException(string message, Exception? exception) : base(message, exception)
    {
    }
}
