using ActorPipeline.Data;
using ActorPipeline.Memory;
using ActorPipeline.Stages;

namespace ActorPipeline.Tests.Stages;

public class LineReaderCoreSpec
{
    private static readonly DataFile _file = new(0, "a.csv", 1000, DateTime.UnixEpoch, 0);

    [Fact]
    public void It_asks_once_and_waits_for_the_answer()
    {
        var core = new LineReaderCore(window: 2);
        Assert.Equal(LineReaderStep.Ask, core.Next);

        core.RecordRequest();
        Assert.Equal(LineReaderStep.Wait, core.Next);
    }

    [Fact]
    public void It_reads_a_window_of_blocks_and_goes_on_when_more_are_requested()
    {
        var core = Reading(window: 2, Split(0));
        core.Sent(10, isLast: false);
        core.Sent(20, isLast: false);
        Assert.Equal(LineReaderStep.Wait, core.Next);

        core.Grant(0, 1);
        Assert.Equal((LineReaderStep.Read, 20, 2), (core.Next, core.Offset, core.Index));
    }

    [Fact]
    public void It_reads_one_split_ahead_and_asks_again_when_one_is_released()
    {
        var core = Reading(window: 1, Split(0));
        core.Sent(10, isLast: true);
        Assert.Equal(LineReaderStep.Ask, core.Next);
        core.RecordRequest();
        core.Assign(Split(1));
        Assert.Equal(LineReaderStep.Read, core.Next);
        core.Sent(20, isLast: true);
        Assert.Equal(LineReaderStep.Wait, core.Next);

        core.Release(0);
        Assert.Equal(LineReaderStep.Ask, core.Next);
    }

    [Fact]
    public void After_the_end_it_reads_on_but_never_asks_again()
    {
        var core = Reading(window: 1, Split(0));
        core.Sent(10, isLast: true);
        core.RecordRequest();
        core.End();
        core.Release(0);

        Assert.Equal(LineReaderStep.Wait, core.Next);
    }

    [Fact]
    public void A_block_without_credit_throws_and_names_the_counters()
    {
        var core = Reading(window: 1, Split(0));
        core.Sent(10, isLast: false);

        var error = Assert.Throws<InvalidOperationException>(() => core.Sent(20, isLast: false));
        Assert.Contains("granted 1, sent 1", error.Message);
    }

    [Fact]
    public void A_split_that_nobody_asked_for_throws() =>
        Assert.Throws<InvalidOperationException>(() => Reading(window: 1, Split(0)).Assign(Split(1)));

    [Fact]
    public void Credit_for_a_split_that_was_released_is_no_longer_of_interest()
    {
        var core = Reading(window: 1, Split(0));
        core.Sent(10, isLast: true);
        core.Release(0);
        core.Grant(0, 5);

        Assert.Equal(LineReaderStep.Ask, core.Next);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 5)]
    [InlineData(5, 32)]
    public void Whatever_the_order_of_messages_it_stays_in_its_bounds_and_gets_to_the_end(int seed, int window)
    {
        var random = new Random(seed);
        var blocksOf = Enumerable.Range(0, 200).Select(_ => random.Next(1, 12)).ToArray();
        var core = new LineReaderCore(window);
        var world = new World(core, blocksOf, window);

        // Any event that is due may come next; when none is due, the reader must be done.
        while (world.Due().ToList() is { Count: > 0 } due)
            due[random.Next(due.Count)]();

        Assert.Equal(blocksOf.Sum(), core.BlocksSent);
        Assert.Equal(blocksOf, world.Consumed);
    }

    private static Split Split(long sequence) => new(default, sequence, 0, _file, sequence * 10, sequence * 10 + 10);

    private static LineReaderCore Reading(int window, Split split)
    {
        var core = new LineReaderCore(window);
        core.RecordRequest();
        core.Assign(split);
        return core;
    }

    // Enumerator and shuffle buffer as the reader sees them.
    private sealed class World(LineReaderCore core, int[] blocksOf, int window)
    {
        private readonly int[] _sent = new int[blocksOf.Length];
        private readonly Dictionary<int, DemandWindow> _windows = [];
        private readonly Queue<Action> _fromShuffle = new();
        private int _next;
        private bool _asked, _ended;

        public int[] Consumed { get; } = new int[blocksOf.Length];

        public IEnumerable<Action> Due()
        {
            var underWay = Enumerable.Range(0, _next).Count(s => Consumed[s] < blocksOf[s]);
            Assert.InRange(underWay, 0, LineReader.SplitsInFlight);
            if (core.Next == LineReaderStep.Read)
                yield return Read;
            if (core.Next == LineReaderStep.Ask)
                yield return Ask;
            if (_asked)
                yield return Answer;
            if (_fromShuffle.Count > 0)
                yield return () => _fromShuffle.Dequeue()();
            for (var split = 0; split < _next; split++)
            {
                if (Consumed[split] == _sent[split])
                    continue;
                var consumed = split;
                yield return () => Consume(consumed);
            }
        }

        private void Read()
        {
            var split = (int)core.Current!.Sequence;
            _sent[split]++;
            Assert.InRange(_sent[split] - Consumed[split], 1, window);
            Assert.Equal(_sent[split] - 1, core.Index);
            core.Sent(core.Offset + 1, isLast: _sent[split] == blocksOf[split]);
        }

        private void Ask()
        {
            Assert.False(_ended, "It asked again after the end.");
            core.RecordRequest();
            _asked = true;
        }

        private void Answer()
        {
            _asked = false;
            if (_next < blocksOf.Length)
            {
                core.Assign(Split(_next++));
                return;
            }
            core.End();
            _ended = true;
        }

        private void Consume(int split)
        {
            Consumed[split]++;
            if (Consumed[split] == blocksOf[split])
                _fromShuffle.Enqueue(() => core.Release(split));
            else if (Window(split).Consume() is > 0 and var count)
                _fromShuffle.Enqueue(() => core.Grant(split, count));
        }

        private DemandWindow Window(int split)
        {
            if (!_windows.TryGetValue(split, out var demand))
                _windows.Add(split, demand = new DemandWindow(window));
            return demand;
        }
    }
}
