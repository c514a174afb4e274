namespace Akka.Actor;

/// <summary>A binary heap by due time whose entries know their place, so that one can be removed before its time.</summary>
internal sealed class TimerQueue
{
    private readonly List<ScheduledTell> _heap = [];
    private long _sequence;

    internal ScheduledTell? First => _heap.Count > 0 ? _heap[0] : null;

    internal void Add(ScheduledTell entry)
    {
        entry.Sequence = _sequence++;
        _heap.Add(entry);
        Up(entry, _heap.Count - 1);
    }

    internal void Remove(ScheduledTell entry)
    {
        var hole = entry.Index;
        if (hole == ScheduledTell.NotQueued)
            return;
        entry.Index = ScheduledTell.NotQueued;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (ReferenceEquals(last, entry))
            return;
        Up(last, hole);
        Down(last, last.Index);
    }

    private void Up(ScheduledTell entry, int index)
    {
        while (index > 0 && entry.IsBefore(_heap[(index - 1) / 2]))
        {
            Place(_heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }
        Place(entry, index);
    }

    private void Down(ScheduledTell entry, int index)
    {
        while (true)
        {
            var child = (2 * index) + 1;
            if (child + 1 < _heap.Count && _heap[child + 1].IsBefore(_heap[child]))
                child++;
            if (child >= _heap.Count || !_heap[child].IsBefore(entry))
                break;
            Place(_heap[child], index);
            index = child;
        }
        Place(entry, index);
    }

    private void Place(ScheduledTell entry, int index)
    {
        _heap[index] = entry;
        entry.Index = index;
    }
}
