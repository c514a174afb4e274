using ActorPipeline.Data;
using ActorPipeline.Memory;

namespace ActorPipeline.Order;

/// <summary>
/// The logical order of all splits of a run, as a pure function of files and data-order settings: for each epoch the files in
/// that epoch's permutation (seeded by seed + epoch), and the splits of each file in file order.
/// </summary>
public sealed class EpochPlan
{
    private readonly RunId _run;
    private readonly IReadOnlyList<DataFile> _files;
    private readonly EpochSettings _settings;
    private readonly int[] _order;
    private readonly long[] _firstSplit;
    private int _orderedEpoch = -1;

    /// <param name="run">The run that the splits belong to.</param>
    /// <param name="files">Every file, in ordinal order of the paths.</param>
    /// <param name="settings">Seed, epochs, shuffle and split length.</param>
    public EpochPlan(RunId run, IReadOnlyList<DataFile> files, EpochSettings settings)
    {
        (_run, _files, _settings) = (run, files, settings);
        _order = new int[files.Count];
        _firstSplit = new long[files.Count];
        SplitsPerEpoch = files.Sum(SplitsOf);
    }

    /// <summary>Splits in one epoch; every epoch has as many.</summary>
    public long SplitsPerEpoch { get; }

    /// <summary>Splits in all epochs; null when epochs are endless.</summary>
    public long? TotalSplits => SplitsPerEpoch == 0 ? 0 : SplitsPerEpoch * _settings.Epochs;

    /// <summary>The split at a place in the logical order; null past the last one.</summary>
    public Split? At(long sequence)
    {
        if (sequence >= TotalSplits)
            return null;
        var epoch = checked((int)(sequence / SplitsPerEpoch));
        Order(epoch);
        var inEpoch = sequence % SplitsPerEpoch;
        var place = Array.BinarySearch(_firstSplit, inEpoch);
        place = place >= 0 ? LastWithSameFirst(place) : ~place - 1;
        var file = _files[_order[place]];
        var start = file.DataStart + (inEpoch - _firstSplit[place]) * _settings.SplitBytes;
        return new Split(_run, sequence, epoch, file, start, Math.Min(start + _settings.SplitBytes, file.Length));
    }

    private long SplitsOf(DataFile file) => (file.Length - file.DataStart + _settings.SplitBytes - 1) / _settings.SplitBytes;

    // A file without data has no split, so it begins where the next one begins; the last of equals is the one that has the split.
    private int LastWithSameFirst(int place)
    {
        while (place + 1 < _firstSplit.Length && _firstSplit[place + 1] == _firstSplit[place])
            place++;
        return place;
    }

    private void Order(int epoch)
    {
        if (_orderedEpoch == epoch)
            return;
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        if (_settings.ShuffleFiles)
            Xoshiro256.FromSeed(unchecked(_settings.Seed + (ulong)epoch)).Shuffle(_order.AsSpan());
        var splits = 0L;
        for (var i = 0; i < _order.Length; i++)
        {
            _firstSplit[i] = splits;
            splits += SplitsOf(_files[_order[i]]);
        }
        _orderedEpoch = epoch;
    }
}
