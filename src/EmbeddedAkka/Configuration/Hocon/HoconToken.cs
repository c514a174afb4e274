namespace Akka.Configuration.Hocon;

internal enum HoconTokenKind
{
    /// <summary>Unquoted characters without blanks and dots.</summary>
    Text,
    Quoted,
    Dot,
    /// <summary><c>${path}</c>; the text is the path.</summary>
    Substitution,
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Assign,
    Comma,
    NewLine,
    End
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">What the token stands for, without quotes and escapes.</param>
/// <param name="Space">The blanks before the token; they count between two parts of one value.</param>
/// <param name="Offset">Where the token starts in the text.</param>
internal readonly record struct HoconToken(HoconTokenKind Kind, string Text, string Space, int Offset);
