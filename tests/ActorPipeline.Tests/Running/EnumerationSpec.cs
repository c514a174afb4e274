using System.Security.Cryptography;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using CsCheck;

namespace ActorPipeline.Tests.Running;

/// <summary>
/// What actors compute in parallel is what one thread computes, whatever the speed settings, and whatever the step at which the stream was
/// stopped. The cores have specs of their own against oracles: this one would not see a fault that both sides share.
/// </summary>
public class EnumerationSpec : PipelineTestKit
{
    private static readonly Gen<string> _dataOrder =
        from order in Gen.Select(Gen.ULong, Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 400], Gen.Int[32, 128])
        from shuffle in Gen.Select(Gen.Enum<ShuffleMode>(), Gen.Int[0, 40], Gen.Int[1, 60], Gen.Bool, Gen.Int[1, 25], Gen.Bool)
        from headerLines in Gen.Int[0, 2]
        select string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
            seed = {{order.Item1}}, epochs = {{order.Item2}}, interleave = {{order.Item3}}
            files.split-bytes = {{order.Item4}}
            reader { block-bytes = {{order.Item5}}, header-lines = {{headerLines}} }
            decoder.on-bad-record = skip
            shuffle {
              mode = {{shuffle.Item1.ToString().ToLowerInvariant()}}, min-after-dequeue = {{shuffle.Item2}}, capacity = {{shuffle.Item2 + shuffle.Item3}}
              epoch-boundary = {{(shuffle.Item4 ? "mix" : "drain")}}, batch-size = {{shuffle.Item5}}, allow-smaller-final-batch = {{(shuffle.Item6 ? "on" : "off")}}
            }
            """);

    private static readonly Gen<string> _speed =
        from reader in Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4])
        from decoder in Gen.Select(Gen.Int[1, 3], Gen.Int[1, 100])
        from prefetch in Gen.Int[1, 4]
        select $$"""
            reader { readers = {{reader.Item1}}, window = {{reader.Item2}} }
            decoder { decoders = {{decoder.Item1}}, row-block-bytes = {{decoder.Item2}} }
            shuffle.prefetch = {{prefetch}}
            """;

    // A record is not longer than the shortest block, with its line end.
    private static readonly Gen<string> _line = Gen.Frequency(
        (20, Gen.Select(Gen.Int[-999, 999], Gen.Int[0, 99], Gen.Int[0, 1], (a, b, label) => $"{a},{b}.5,{label}")),
        (1, Gen.Const("")), (1, Gen.Const("bad,2,1")), (1, Gen.Const("1,2")));

    private static readonly Gen<string[]> _files =
        Gen.Select(_line.Array[0, 60], Gen.Bool.Select(windows => windows ? "\r\n" : "\n"), Gen.Bool, (lines, end, last) => string.Join(end, lines) + (last ? end : "")).Array[1, 5];

    [Fact]
    public void Actors_with_any_speed_and_any_stop_give_the_stream_that_one_thread_gives() =>
        Gen.Select(_files, _dataOrder, _speed, _speed, Gen.Int[0, 80]).Sample((files, dataOrder, speed, resumed, stop) =>
        {
            using var folder = new TempFolder();
            foreach (var (number, text) in files.Index())
                folder.Write($"{number}.csv", "1,2,3\n1,2,3\n1,2,3\n" + text);
            string settings = $"files.paths = [\"{folder.Path}/*.csv\"]\n{dataOrder}\n";

            var whole = Enumerate(Settings(settings));
            var read = Read(Settings(settings + speed));
            Assert.Equal(whole.Batches, read.Batches);
            Assert.Equal(whole.End, read.End);

            var before = Enumerate(Settings($"{settings}max-steps = {Math.Max(1, stop)}"));
            if (before.Cursor is not { } cursor)
            {
                Assert.Null(whole.Cursor); // it fails before that step
                return;
            }
            var (now, rest) = (Settings(settings + resumed), whole.Batches.Skip(before.Batches.Count));
            Assert.Equal(rest, Enumerate(now, cursor).Batches);
            var after = Read(now, cursor);
            Assert.Equal(rest, after.Batches);
            Assert.Equal(whole.End, after.End);
        }, iter: TestCount.Of(150, 500), threads: 1);

    private static Stream Enumerate(PipelineSettings settings, StreamCursor? from = null)
    {
        var batches = new List<string>();
        try
        {
            using var enumeration = new Enumeration(settings, from: from is null ? null : Checkpoint.Of(Identity(settings), from));
            while (enumeration.Next() is { } batch)
            {
                batches.Add(Digest(batch));
                batch.ReturnMemory();
            }
            return new(batches, $"{enumeration.End! with { Cursor = null }}", enumeration.End.Cursor);
        }
        catch (PipelineException e)
        {
            return new(batches, e.Message, null);
        }
    }

    private Stream Read(PipelineSettings settings, StreamCursor? from = null)
    {
        var batches = new List<string>();
        var checkpoint = from is null ? null : Checkpoint.Of(Identity(settings), from);
        var reader = Consumer.Props([new Seen(batch => batches.Add(Digest(batch)))]);
        var supervisor = Sys.ActorOf(PipelineSupervisor.Props(settings, reader, new PipelineMeters(), checkpoint));
        var result = Result(supervisor);
        Assert.Equal(0, result.LeakedBuffers);
        Sys.Stop(supervisor);
        return new(batches, result.Failure?.Message ?? $"{result.Consumed!.End with { Cursor = null }}", result.Consumed?.End.Cursor);
    }

    private static StreamIdentity Identity(PipelineSettings settings) => settings.IdentityOf(settings.Data.ListFiles());

    private static string Digest(MiniBatch batch) => $"{batch.Step} {batch.Count} {string.Join(' ', batch.Origins.ToArray())} "
        + Convert.ToHexString(SHA256.HashData([.. batch[0].Bytes, .. batch[1].Bytes]));

    private sealed record Stream(IReadOnlyList<string> Batches, string End, StreamCursor? Cursor);
}
