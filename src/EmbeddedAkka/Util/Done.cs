namespace Akka;

/// <summary>What a task yields that yields nothing: that it is done.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }
}
