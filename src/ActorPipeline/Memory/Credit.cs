namespace ActorPipeline.Memory;

/// <summary>
/// The sender's side of backpressure: how many units it was asked for, and how many it sent. Sending without credit is a
/// bug of the sender, never of the data, and throws.
/// </summary>
public sealed class Credit(string unit)
{
    /// <summary>Units asked for since the start.</summary>
    public long Granted { get; private set; }

    /// <summary>Units sent since the start.</summary>
    public long Sent { get; private set; }

    /// <summary>Units that may still be sent.</summary>
    public long Available => Granted - Sent;

    /// <summary>Takes a request for <paramref name="count"/> more units.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public void Grant(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Granted += count;
    }

    /// <summary>Accounts for one unit sent.</summary>
    /// <exception cref="InvalidOperationException">Nothing is available.</exception>
    public void Spend()
    {
        if (Available == 0)
            throw new InvalidOperationException($"A {unit} was sent without credit: granted {Granted}, sent {Sent}.");
        Sent++;
    }
}
