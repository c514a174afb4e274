using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Data;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

public class BlockSequencerSpec
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 100)]
    public void Any_order_of_arrival_gives_the_same_logical_order(int seed, int interleave)
    {
        var random = new Random(seed);
        int[] blocksOf = [.. Enumerable.Range(0, 12).Select(_ => random.Next(1, 6))];
        const int SplitsPerEpoch = 4;
        var expected = blocksOf.Select((count, split) => (Split: (long)split, Count: count)).Chunk(SplitsPerEpoch)
            .SelectMany(epoch => LogicalOrder.Of(epoch, interleave)).ToList();

        for (var round = 0; round < 50; round++)
        {
            (long Split, int Index)[] arrival = [.. expected];
            random.Shuffle(arrival);
            Assert.Equal(expected, Sequence(arrival, blocksOf, interleave, SplitsPerEpoch));
        }
    }

    [Fact]
    public void Splits_are_taken_in_turn_one_block_each_and_a_finished_one_gives_its_turn_to_the_next()
    {
        int[] blocksOf = [3, 1, 2, 1];
        var order = Sequence([(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (2, 1), (3, 0)], blocksOf, interleave: 2, splitsPerEpoch: 4);

        Assert.Equal([(0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (2, 1), (3, 0)], order);
    }

    [Fact]
    public void A_block_that_is_here_or_was_taken_is_refused()
    {
        var sequencer = new BlockSequencer<string>(interleave: 2, splitsPerEpoch: 3);
        sequencer.BeginEpoch();
        Assert.True(sequencer.TryAdd(0, 0, 0, true, 100, "a"));
        Assert.False(sequencer.TryAdd(0, 0, 0, true, 100, "again"));
        Assert.True(TryTake(sequencer, out var block));
        Assert.Equal("a", block);
        Assert.False(sequencer.TryAdd(0, 0, 0, true, 100, "taken"));

        Assert.True(sequencer.TryAdd(1, 0, 0, true, null, "b"));
        Assert.True(TryTake(sequencer, out _));
        Assert.False(sequencer.TryAdd(1, 0, 0, true, null, "its split is done"));
    }

    [Fact]
    public void The_parts_of_a_block_stay_together_whenever_they_come()
    {
        var sequencer = new BlockSequencer<string>(interleave: 2, splitsPerEpoch: 2);
        sequencer.BeginEpoch();
        Assert.True(sequencer.TryAdd(1, 0, 0, true, null, "d"));
        Assert.True(sequencer.TryAdd(0, 0, 2, true, 100, "c"));
        Assert.True(sequencer.TryAdd(0, 0, 0, false, null, "a"));
        Assert.True(TryTake(sequencer, out var first));
        Assert.False(TryTake(sequencer, out _));
        Assert.False(sequencer.TryAdd(0, 0, 0, false, null, "taken"));
        Assert.Equal(new SplitProgress(0), sequencer.State.Turns[0]); // whoever resumes in a block reads all of it again

        Assert.True(sequencer.TryAdd(0, 0, 1, false, null, "b"));
        List<string> rest = [first!];
        while (TryTake(sequencer, out var part))
            rest.Add(part!);
        Assert.Equal(["a", "b", "c", "d"], rest);
        Assert.Equal(new SplitProgress(0, 1, 100), sequencer.Wanted);
    }

    [Fact]
    public void A_block_of_a_later_epoch_waits_for_its_epoch()
    {
        var sequencer = new BlockSequencer<string>(interleave: 1, splitsPerEpoch: 1);
        sequencer.BeginEpoch();
        Assert.True(sequencer.TryAdd(1, 0, 0, true, null, "second"));
        Assert.False(TryTake(sequencer, out _));
        Assert.Equal(["second"], sequencer.Waiting);

        Assert.True(sequencer.TryAdd(0, 0, 0, true, null, "first"));
        Assert.True(TryTake(sequencer, out var first));
        Assert.Equal("first", first);
        Assert.True(sequencer.AtEpochEnd);
        Assert.False(TryTake(sequencer, out _));

        sequencer.BeginEpoch();
        Assert.True(TryTake(sequencer, out var second));
        Assert.Equal("second", second);
    }

    [Fact]
    public void An_epoch_that_is_not_finished_cannot_be_followed_by_the_next()
    {
        var sequencer = new BlockSequencer<string>(interleave: 1, splitsPerEpoch: 1);
        sequencer.BeginEpoch();

        Assert.Throws<InvalidOperationException>(sequencer.BeginEpoch);
    }

    // Adds block by block, and takes what can be taken after each.
    private static List<(long Split, int Index)> Sequence((long Split, int Index)[] arrival, int[] blocksOf, int interleave, int splitsPerEpoch)
    {
        var sequencer = new BlockSequencer<object>(interleave, splitsPerEpoch);
        var taken = new List<(long, int)>();
        sequencer.BeginEpoch();
        foreach (var (split, index) in arrival)
        {
            Assert.True(sequencer.TryAdd(split, index, 0, true, index == blocksOf[split] - 1 ? null : index + 1, (split, index)));
            while (true)
            {
                if (TryTake(sequencer, out var block))
                    taken.Add(((long, int))block);
                else if (sequencer.AtEpochEnd && taken.Count < blocksOf.Sum())
                    sequencer.BeginEpoch();
                else
                    break;
            }
        }
        Assert.Empty(sequencer.Waiting);
        return taken;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void From_any_of_its_states_it_goes_on_with_what_had_not_been_taken(int interleave)
    {
        int[] blocksOf = [3, 1, 2, 1, 4, 2];
        (long Split, int Index)[] all = [.. LogicalOrder.Of(blocksOf.Select((count, split) => ((long)split, count)), interleave)];
        for (var stop = 0; stop <= all.Length; stop++)
        {
            var first = Filled(new BlockSequencer<object>(interleave, blocksOf.Length), begin: true);
            for (var i = 0; i < stop; i++)
                first.Take();
            var state = first.State;
            Assert.All(state.Turns, turn => Assert.Equal(turn.Index == 0 ? null : turn.Index, turn.Offset));

            var second = Filled(new BlockSequencer<object>(interleave, blocksOf.Length, state), begin: false);
            var rest = new List<(long, int)>();
            while (TryTake(second, out var block))
                rest.Add(((long, int))block);
            Assert.Equal(all[stop..], rest);
        }

        BlockSequencer<object> Filled(BlockSequencer<object> sequencer, bool begin)
        {
            if (begin)
                sequencer.BeginEpoch();
            foreach (var (split, index) in all)
                sequencer.TryAdd(split, index, 0, true, index == blocksOf[split] - 1 ? null : index + 1, (split, index));
            return sequencer;
        }
    }

    private static bool TryTake<T>(BlockSequencer<T> sequencer, [NotNullWhen(true)] out T? block) where T : class
    {
        if (!sequencer.TryPeek(out block))
            return false;
        sequencer.Take();
        return true;
    }
}
