using ActorPipeline.Consumers;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Memory;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Tests.Running;

/// <summary>Whole pipelines whose readers and decoders fail where a test says: at a block, before it is passed on and after that.</summary>
public class PipelineFaultsSpec() : PipelineTestKit("akka.loglevel = OFF")
{
    private const string ManyRestarts = "supervisor.max-restarts = 1000000";

    [Theory]
    [InlineData("reader.readers = 1, decoder.decoders = 1")]
    [InlineData("reader.readers = 2, decoder.decoders = 3")]
    [InlineData("reader.readers = 4, reader.window = 1, decoder.decoders = 4, shuffle.prefetch = 1")]
    [InlineData("interleave = 3, shuffle.epoch-boundary = drain, epochs = 3")]
    public void Every_block_may_fail_at_every_stage_before_and_after_it_is_passed_on(string settings)
    {
        var faults = new Faults(visit => visit.IsPassedOn || visit.Number % 2 == 1);
        var hash = new StreamHash();
        var result = Result(Start($"{settings}, {ManyRestarts}", Consumer.Props([hash]), faults.Meters()));

        ExpectUndisturbed(result, hash, settings);
        var thrown = faults.Thrown.CountBy(v => (v.Stage, v.IsPassedOn)).ToDictionary();
        Assert.Equal(4, thrown.Count);
        Assert.Single(thrown.Values.Distinct());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Failures_at_seeded_places_change_nothing(int seed)
    {
        var random = new Random(seed);
        var settings = $"interleave = {random.Next(1, 4)}, shuffle.epoch-boundary = {(random.Next(2) == 0 ? "mix" : "drain")}";
        var (readers, window, decoders, prefetch) = (random.Next(1, 5), random.Next(1, 4), random.Next(1, 5), random.Next(1, 3));
        var speed = $"reader.readers = {readers}, reader.window = {window}, decoder.decoders = {decoders}, shuffle.prefetch = {prefetch}";
        // A few actors fail often, or all of them now and then.
        string[] victims = [.. Names("reader", readers).Concat(Names("decoder", decoders)).Where(_ => random.Next(3) > 0)];
        var oneIn = random.Next(3, 20);
        var faults = new Faults(visit => victims.Contains(visit.Actor) && visit.Draw(seed) % (ulong)oneIn == 0);
        var children = new Children();
        var hash = new StreamHash();
        var killing = new Seen(_ =>
        {
            if (random.Next(3) > 0)
                return;
            foreach (var victim in victims)
                children[victim].Tell(Kill.Instance, ActorRefs.NoSender);
        });
        var consumer = children.SeenBy(Consumer.Props([hash, killing]));
        var result = Result(Start($"{settings}, {speed}, {ManyRestarts}", consumer, faults.Meters()));

        Assert.NotEmpty(faults.Thrown);
        ExpectUndisturbed(result, hash, settings);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestCount.Of(24, 400))];

    [Theory]
    [InlineData("reader-2", 3)]
    [InlineData("decoder-1", 5)]
    [InlineData("decoder-2", 0)]
    public void Who_keeps_failing_ends_the_run_with_the_first_cause_after_so_many_restarts(string name, int restarts)
    {
        var faults = new Faults(visit => visit.Actor == name);
        var result = Result(Start($"epochs = endless, supervisor.max-restarts = {restarts}", Consumer.Props([]), faults.Meters()));

        ExpectFailure(result, name, FailureKind.Training, $"{name}, visit 1");
        Assert.Equal(restarts + 1, faults.Thrown.Count);
    }

    [Fact]
    public void Who_has_failed_and_is_stopped_later_did_not_stop_for_that_failure()
    {
        var faults = new Faults(visit => visit is { Actor: "reader-1", IsPassedOn: false, Number: 1 });
        var children = new Children();
        var result = Result(Start("epochs = endless", children.SeenBy(Consumer.Props([new Seen(batch =>
        {
            if (batch.Step == 30)
                children["reader-1"].Tell(PoisonPill.Instance, ActorRefs.NoSender);
        })])), faults.Meters()));

        Assert.Single(faults.Thrown);
        ExpectFailure(result, "reader-1", FailureKind.Training, "stopped unexpectedly");
    }

    [Fact]
    public void A_failure_that_is_about_a_file_is_the_cause_whatever_failed_before()
    {
        var faults = new Faults(visit => visit is { Stage: "reader", IsPassedOn: false, Number: 1 }); // each of them
        var result = Result(Start("epochs = endless", Consumer.Props([new Seen(batch =>
        {
            if (batch.Step == 1)
                foreach (var file in Directory.EnumerateFiles(Folder.Path))
                    File.Delete(file);
        })]), faults.Meters()));

        ExpectFailure(result, "reader-", FailureKind.File, ".csv: the file is not there");
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("decoder")]
    public void A_run_that_is_stopped_does_not_wait_for_those_that_wait(string stage)
    {
        const int Actors = 2, BlocksRead = 2 * 2;
        using var failed = new CountdownEvent(Actors);
        using var read = new CountdownEvent(stage == "reader" ? 0 : BlocksRead);
        var faults = new Faults(visit =>
        {
            if (visit is { Stage: "reader", IsPassedOn: true })
                read.Signal();
            if (visit.Stage != stage)
                return false;
            failed.Signal();
            return true;
        });
        const string LongWaits = "supervisor { restart-window = 5d, restart-backoff = 1h }";
        var supervisor = Start(LongWaits, Consumer.Props([]), faults.Meters());
        failed.Wait();
        read.Wait();
        supervisor.Tell(PipelineSupervisor.Stop.Instance, ActorRefs.NoSender);
        var result = Result(supervisor);

        Assert.Equal((EndReason.Signal, null, 0), (result.EndedBy, result.Failure, result.LeakedBuffers));
        Assert.Equal(0, result.Consumed!.End.Steps);
        Assert.Empty(result.Stragglers);
    }

    private static IEnumerable<string> Names(string stage, int count) => Enumerable.Range(1, count).Select(number => $"{stage}-{number}");

    private void ExpectUndisturbed(RunResult result, StreamHash hash, string settings)
    {
        Assert.Equal((EndReason.OutOfRange, null, 0), (result.EndedBy, result.Failure, result.LeakedBuffers));
        Assert.Equal(StreamHashOf(settings), hash.Value);
    }

    private static void ExpectFailure(RunResult result, string actor, FailureKind kind, string message)
    {
        Assert.Equal((EndReason.Failure, kind, 0), (result.EndedBy, result.Failure!.Kind, result.LeakedBuffers));
        Assert.Contains("/" + actor, result.Failure.Actor);
        Assert.Contains(message, result.Failure.Message);
    }

    /// <summary>A place where an actor may fail.</summary>
    /// <param name="Stage">Its stage.</param>
    /// <param name="Actor">Its name.</param>
    /// <param name="IsPassedOn">The block has been passed on; else it is about to be read or decoded.</param>
    /// <param name="Number">How often this actor has been at such a place, 1 for the first time.</param>
    private sealed record Visit(string Stage, string Actor, bool IsPassedOn, int Number)
    {
        /// <summary>A number that a seed gives to this place.</summary>
        public ulong Draw(int seed) =>
            Xoshiro256.FromSeed(((ulong)seed << 32) + (ulong)(Number * 4000 + Actor.Sum(c => c) * 2 + (IsPassedOn ? 1 : 0))).Next();
    }

    /// <summary>Lets readers and decoders fail through their meters, which they use where they begin and where they end a block.</summary>
    private sealed class Faults(Predicate<Visit> fails)
    {
        private readonly Dictionary<(string Actor, bool IsPassedOn), int> _visits = [];
        private readonly List<Visit> _thrown = [];

        public IReadOnlyList<Visit> Thrown => _thrown;

        public PipelineMeters Meters() => new() { Reader = new FaultyMeter("reader", this), Decoder = new FaultyMeter("decoder", this) };

        private void At(string stage, bool isPassedOn)
        {
            var actor = Current.Context.Self.Path.Name;
            lock (_visits)
            {
                var number = _visits[(actor, isPassedOn)] = _visits.GetValueOrDefault((actor, isPassedOn)) + 1;
                var visit = new Visit(stage, actor, isPassedOn, number);
                if (!fails(visit))
                    return;
                _thrown.Add(visit);
                throw new InvalidOperationException($"{actor}, visit {number}");
            }
        }

        private sealed class FaultyMeter(string stage, Faults faults) : StageMeter(stage)
        {
            public override BusyScope Busy()
            {
                faults.At(Stage, isPassedOn: false);
                return base.Busy();
            }

            public override void Count(long rows = 0, long bytes = 0)
            {
                base.Count(rows, bytes);
                faults.At(Stage, isPassedOn: true);
            }
        }
    }
}
