using ActorPipeline.Data;
using ActorPipeline.Stages;
using ActorPipeline.Tests.Checkpoints;

namespace ActorPipeline.Tests.Stages;

/// <summary>A consumer's decisions, in a small world whose stream, writer and model answer in any order.</summary>
public class ConsumerCoreSpec
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(0, TestCount.Of(usual: 300, full: 20_000))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_comes_when_each_batch_comes_once_and_each_epoch_is_evaluated_and_the_end_is_reported(int seed) => new World(seed).Run();

    [Fact]
    public void The_worlds_come_to_every_end_and_to_every_decision()
    {
        var worlds = Enumerable.Range(0, 300).Select(seed => new World(seed)).ToList();
        worlds.ForEach(world => world.Run());

        Assert.Equal(Enum.GetValues<EndReason>().Order(), worlds.Select(world => world.Reported!.EndedBy).Distinct().Order());
        Assert.Equal(8, worlds.SelectMany(world => world.Effects).Distinct().Count());
    }

    [Fact]
    public void A_run_goes_on_with_the_evaluation_that_is_due()
    {
        var core = Resumed(epochsEvaluated: 1, isExhausted: false);

        Assert.Equal(new ConsumerEffect.Evaluate(2, 9), core.Next());
        Assert.Equal((null, ConsumerState.Evaluating), (core.Next(), core.State));
    }

    [Fact]
    public void A_run_that_has_had_its_last_evaluation_ends_before_any_other_step()
    {
        var core = Resumed(epochsEvaluated: 2, isExhausted: true);

        Assert.Equal(new ConsumerEffect.FinishStream(EndReason.EarlyStop), core.Next());
        Assert.Equal((null, ConsumerState.Finishing), (core.Next(), core.State));
    }

    [Fact]
    public void A_run_goes_on_with_the_next_batch_where_nothing_is_due()
    {
        var core = Resumed(epochsEvaluated: 2, isExhausted: false);

        Assert.Equal((null, ConsumerState.Consuming), (core.Next(), core.State));
    }

    private static ConsumerCore Resumed(int epochsEvaluated, bool isExhausted) => new(takesCheckpoints: true,
        new EvaluationStatus(epochsEvaluated, IsBest: false, isExhausted), SampleCheckpoint.Cursor(9) with { Waiting = [], Drawn = [] });

    /// <summary>
    /// Sends a stream of up to 30 batches, some with a cursor, in epochs of a few batches; the end of the last epoch may be learnt at the end
    /// only. Whoever has something to say is drawn by the seed, and the core does all that is then to be done.
    /// </summary>
    private sealed class World
    {
        private readonly RunId _run = RunId.New();
        private readonly BatchMemory _memory = BatchMemory.For(batches: 30, batchSize: 1, RowLayout.Numbers(1));
        private readonly Random _random;
        private readonly int _epochLength, _patience;
        private readonly bool _takesCheckpoints, _evaluates, _lastEpochIsLearntLate;
        private readonly ConsumerCore _core;
        private readonly HashSet<long> _due = [], _taken = [];
        private readonly List<int> _evaluated = [];
        private EvaluationStatus _status;
        private EndReason _endedBy;
        private long _length, _sent, _consumed, _discarded;
        private int _sinceBest, _passedOver;
        private bool _endIsSent, _isWriting, _isEvaluating, _isToldToStop, _isBest, _finishes;

        public World(int seed)
        {
            _random = new Random(seed);
            (_length, _epochLength, _patience) = (_random.Next(31), _random.Next(2, 8), _random.Next(1, 4));
            (_takesCheckpoints, _evaluates, _lastEpochIsLearntLate) = (_random.Next(4) > 0, _random.Next(4) > 0, _random.Next(2) == 0);
            _endedBy = _random.Next(2) == 0 ? EndReason.OutOfRange : EndReason.MaxSteps;
            _core = new ConsumerCore(_takesCheckpoints, _evaluates ? _status : null);
        }

        public HashSet<Type> Effects { get; } = [];

        public StreamEnd? Reported { get; private set; }

        private int EpochsConsumed => (int)(_consumed / _epochLength);

        public void Run()
        {
            while (Reported is null)
            {
                var inputs = new[] { (!_endIsSent, (Action)Send), (_isWriting, Write), (_isEvaluating, Evaluate) }.Where(input => input.Item1).ToList();
                Assert.NotEmpty(inputs);
                inputs[_random.Next(inputs.Count)].Item2();
                PerformAll();
            }
            _core.End(Reported);
            Assert.Null(_core.Next());
            Assert.Empty(_core.Abandon());
            ExpectAll();
        }

        private void ExpectAll()
        {
            Assert.Equal((_sent, _consumed, false), (_consumed + _discarded, Reported!.Steps, _isWriting));
            Assert.Equal(0, _memory.Outstanding);
            var late = Reported.EndedBy == EndReason.OutOfRange && _lastEpochIsLearntLate ? 1 : 0;
            Assert.Equal(_evaluates ? Enumerable.Range(1, EpochsConsumed + late) : [], _evaluated);
            Assert.Equal(_takesCheckpoints, _taken.Contains(_consumed));
            Assert.InRange(_core.PassedOver, _due.Except(_taken).Count(), _due.Except(_taken).Count() + 1);
            Assert.Equal(Math.Min(_core.PassedOver, 1), _passedOver);
            Assert.Equal(_finishes ? EndReason.EarlyStop : _endedBy, Reported.EndedBy);
        }

        // A stop from outside, or a failure, ends the stream at any time.
        private void Send()
        {
            if (_sent < _length && _random.Next(20) == 0)
                (_length, _endedBy) = (_sent, _random.Next(2) == 0 ? EndReason.Signal : EndReason.Failure);
            if (_sent < _length)
            {
                var epochIsOver = ++_sent % _epochLength == 0;
                var hasCursor = _random.Next(3) == 0 || (epochIsOver && _evaluates);
                var cursor = _takesCheckpoints && hasCursor ? SampleCheckpoint.Cursor(_sent) : null;
                _core.Add(new MiniBatch(_run, _sent, _memory) { Cursor = cursor, EpochsCompleted = (int)(_sent / _epochLength) });
                return;
            }
            _endIsSent = true;
            var epochs = (int)(_sent / _epochLength) + (_lastEpochIsLearntLate ? 1 : 0);
            _core.End(new StreamEnd(_sent, _sent, 1, epochs, 0, 0, _endedBy) { Cursor = SampleCheckpoint.Cursor(_sent) });
        }

        private void Write()
        {
            _isWriting = false;
            _core.Written();
        }

        private void Evaluate()
        {
            _isEvaluating = false;
            if (!_isToldToStop)
            {
                _isBest = _random.Next(3) == 0;
                _sinceBest = _isBest ? 0 : _sinceBest + 1;
                _status = new(_evaluated[^1], _isBest, _sinceBest >= _patience);
            }
            _core.Evaluated(_status);
        }

        private void PerformAll()
        {
            while (_core.Next() is { } effect)
            {
                Assert.Null(Reported);
                Effects.Add(effect.GetType());
                Perform(effect);
            }
            Assert.True(_core.State switch
            {
                ConsumerState.Consuming or ConsumerState.Finishing => !_endIsSent,
                ConsumerState.Evaluating => _isEvaluating,
                ConsumerState.Saving or ConsumerState.Ending => _isWriting,
                ConsumerState.Ended => Reported is not null,
                _ => false,
            });
        }

        private void Perform(ConsumerEffect effect)
        {
            switch (effect)
            {
                case ConsumerEffect.Consume(var batch):
                    Assert.Equal(++_consumed, batch.Step);
                    Assert.False(_isEvaluating || _isToldToStop || _sinceBest >= _patience);
                    Assert.Equal(_evaluates ? (int)((_consumed - 1) / _epochLength) : 0, _status.Epochs);
                    if (batch.Cursor is not null)
                        _due.Add(batch.Step);
                    _isBest = false;
                    batch.ReturnMemory();
                    break;
                case ConsumerEffect.Discard(var batch):
                    Assert.Equal(_consumed + ++_discarded, batch.Step);
                    batch.ReturnMemory();
                    break;
                case ConsumerEffect.TakeCheckpoint(var cursor, var isBest):
                    Assert.Equal((false, _consumed, _isBest), (_isWriting, cursor.Steps, isBest));
                    _isWriting = true;
                    _taken.Add(cursor.Steps);
                    _isBest = false;
                    break;
                case ConsumerEffect.PassOver(var step):
                    Assert.Equal((true, _consumed), (_isWriting, step));
                    _passedOver++;
                    break;
                case ConsumerEffect.Evaluate(var epoch, var step):
                    Assert.Equal((false, _consumed), (_isEvaluating, step));
                    _isEvaluating = true;
                    _evaluated.Add(epoch);
                    break;
                case ConsumerEffect.StopEvaluation:
                    Assert.True(_isEvaluating && !_isToldToStop && _endedBy is EndReason.Signal or EndReason.Failure);
                    _isToldToStop = true;
                    break;
                case ConsumerEffect.FinishStream(var reason):
                    Assert.True(_sinceBest >= _patience);
                    _finishes = true;
                    if (!_endIsSent)
                        (_length, _endedBy) = (_sent, reason);
                    break;
                case ConsumerEffect.Report(var end):
                    Reported = end;
                    break;
            }
        }
    }
}
