using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorPipeline.Host.Options;

/// <summary>Texts of the command line as HOCON values, which may not be read as syntax.</summary>
internal static class Hocon
{
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A quoted string; HOCON's are JSON's.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, _plain);

    /// <summary>A list of quoted strings.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";
}
