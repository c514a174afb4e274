using Akka.Configuration;

namespace ActorPipeline.Settings;

/// <summary><c>hocon/reference.conf</c>, embedded in this library: every setting with its default.</summary>
public static class ReferenceConf
{
    /// <summary>The file as it stands in the repository, comments included.</summary>
    public static string Text { get; } = Load();

    /// <summary>The defaults, to be the last fallback of an actor system's configuration.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString(Text);

    /// <summary>The path of the dispatcher of actors that block: readers, the trainer, the checkpoint writer.</summary>
    public const string BlockingDispatcher = $"{SettingsReader.Root}.dispatcher";

    private static string Load()
    {
        using var stream = typeof(ReferenceConf).Assembly.GetManifestResourceStream("ActorPipeline.reference.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
