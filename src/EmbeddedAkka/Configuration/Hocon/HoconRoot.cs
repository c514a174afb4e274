namespace Akka.Configuration.Hocon;

/// <summary>What an include callback gives back: the root of the included text, its substitutions resolved.</summary>
public class HoconRoot(HoconValue value)
{
    internal HoconValue Value { get; } = value;
}
