using Akka.Configuration;

namespace Akka.Actor;

/// <summary>The configuration of a system: what was given, above the engine's own defaults.</summary>
public class Settings
{
    private static readonly Config _defaults = ConfigurationFactory.FromResource("EmbeddedAkka.reference.conf", typeof(Settings).Assembly);

    private Config _given;

    internal Settings(Config given)
    {
        UnsupportedSettings.Refuse(given);
        _given = given;
        Config = given.WithFallback(_defaults);
    }

    /// <summary>All settings.</summary>
    public Config Config { get; private set; }

    /// <summary>Puts defaults below all that is set already.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        _given = _given.WithFallback(config);
        Config = _given.WithFallback(_defaults);
    }
}
