namespace ActorPipeline.Order;

/// <summary>Counts the waiting rows of each epoch, and so knows which epochs are over.</summary>
/// <param name="over">Epochs that are over already: no row of them waits.</param>
internal sealed class EpochTally(int over)
{
    // Of each epoch from the first that is not over.
    private readonly List<int> _waiting = [];

    /// <summary>Epochs that are over, as of the last <see cref="CompleteUpTo"/>.</summary>
    public int Over { get; private set; } = over;

    /// <summary>A row of an epoch waits.</summary>
    public void Entered(int epoch)
    {
        while (_waiting.Count <= epoch - Over)
            _waiting.Add(0);
        _waiting[epoch - Over]++;
    }

    /// <summary>A row of an epoch has left.</summary>
    public void Left(int epoch) => _waiting[epoch - Over]--;

    /// <summary>So many epochs have been taken in whole; those of them that have no row waiting are over.</summary>
    /// <returns>How many are over.</returns>
    public int CompleteUpTo(int epochs)
    {
        while (Over < epochs && _waiting.FirstOrDefault() == 0)
        {
            if (_waiting.Count > 0)
                _waiting.RemoveAt(0);
            Over++;
        }
        return Over;
    }
}
