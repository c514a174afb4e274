using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Host.Inspecting;
using ActorPipeline.Memory;

namespace ActorPipeline.Host.Tests.Inspecting;

public sealed class CheckpointTextSpec
{
    [Fact]
    public void Every_line_of_a_training() => Assert.Equal(
    [
        "runs/step-0000001234.checkpoint",
        "  step      1,234, the last batch of 21 row(s); 28,361 row(s) so far",
        "  metrics   loss 0.693147, accuracy 0.521739",
        "  computed  by 4 thread(s) on some processor",
        "  evaluation best loss 0.250000, accuracy 0.875000, of step 1,000; 2 since",
        "  stream    14 epoch(s) taken in whole, 1,001 bad record(s) and 2,002 blank line(s) left out",
        "  position  split 7 block 3, split 8 block 0; 5 row(s) of the next block taken",
        "  waiting   3 row(s) in the shuffle buffer, 2 drawn into a begun batch",
        "  part      trainer, 73 byte(s)",
        "  part      origins, 0 byte(s)",
        "  files     3, 4.5 MB, from data/a.csv to data/c.csv",
        "  order     version 6",
        "  setting   actor-pipeline.seed = 23",
        "  setting   actor-pipeline.epochs = 20",
        "  setting   actor-pipeline.trainer.momentum = 0.9",
    ], CheckpointText.Of("runs/step-0000001234.checkpoint", Checkpoint(Trainer(
        (0.693147f, 0.521739f), epochs: 14, best: (11, 1000, 0.25, 0.875, 500), sinceBest: 2, (4, "some processor")))));

    [Fact]
    public void Run_that_did_not_train_has_no_metrics() => Assert.Equal(
        ["  metrics   none: the run did not train", "  stream    "], Behind("step", Checkpoint(null)));

    [Fact]
    public void Training_without_a_step_has_none_yet() => Assert.Equal(["  metrics   none: no step has been taken", "  stream    "],
        Behind("step", Checkpoint(Trainer(null, epochs: 0, best: null, sinceBest: 0, null))));

    [Fact]
    public void Evaluations_without_a_finite_loss_have_no_best_one() => Assert.Equal(["  metrics   loss 1.000000, accuracy 0.500000", "  evaluation none with a finite loss"],
        Behind("step", Checkpoint(Trainer((1, 0.5f), epochs: 2, best: null, sinceBest: 2, null))));

    [Fact]
    public void Between_two_epochs_the_position_is_the_end_of_the_first() => Assert.Equal("  position  the end of epoch 13",
        Line("position", Checkpoint(null) with { Cursor = Cursor() with { Order = new([], Turn: 0, NextSplit: 9, EpochsBegun: 14) } }));

    private static Checkpoint Checkpoint(byte[]? trainer)
    {
        var parts = new Dictionary<string, ReadOnlyMemory<byte>>();
        if (trainer is not null)
            parts["trainer"] = trainer;
        parts["origins"] = ReadOnlyMemory<byte>.Empty;
        StreamFile File(string path, long length) => new(path, length, DateTime.UnixEpoch);
        return new(new StreamIdentity(6, [new("seed", "23"), new("epochs", "20")],
            [File("data/a.csv", 1_000_000), File("data/b.csv", 2_000_000), File("data/c.csv", 1_500_000)]), Cursor(), parts)
        {
            Training = [new("trainer.momentum", "0.9")],
        };
    }

    private static StreamCursor Cursor() => new(Steps: 1234, Rows: 28_361, LastBatchSize: 21, Epochs: 14, BadRecords: 1001, BlankLines: 2002,
        new SequencerState([new(7, 3, 4096), new(8)], Turn: 1, NextSplit: 9, EpochsBegun: 15), RowsTaken: 5, EpochHasRows: true, EpochHasBatches: false,
        new SlabState(new Xoshiro256.Words(1, 2, 3, 4), Wanted: 0, Left: 0, Closed: [], InputEnded: false))
    {
        Waiting = [new(14, 0, 0), new(14, 0, 10), new(14, 0, 20)],
        Drawn = [new(14, 0, 30), new(14, 0, 40)],
    };

    /// <summary>The trainer's part as it is laid out, without a model behind it.</summary>
    private static byte[] Trainer((float Loss, float Accuracy)? last, int epochs,
        (int Epoch, long Step, double Loss, double Accuracy, long Rows)? best, int sinceBest, (int Threads, string Processor)? numerics)
    {
        var part = new MemoryStream();
        using var writer = new BinaryWriter(part);
        writer.Write(last is not null);
        writer.Write(last?.Loss ?? 0);
        writer.Write(last?.Accuracy ?? 0);
        writer.Write(epochs);
        writer.Write(sinceBest);
        writer.Write(best is not null);
        if (best is var (epoch, step, loss, accuracy, rows))
        {
            writer.Write(epoch);
            writer.Write(step);
            writer.Write(loss);
            writer.Write(accuracy);
            writer.Write(rows);
        }
        writer.Write(numerics?.Threads ?? 0);
        writer.Write(numerics?.Processor ?? "");
        writer.Flush();
        return part.ToArray();
    }

    private static string Line(string name, Checkpoint checkpoint) =>
        Assert.Single(CheckpointText.Of("file", checkpoint), line => line.StartsWith($"  {name} "));

    /// <summary>The line behind one of that name, and how the next one begins.</summary>
    private static string[] Behind(string name, Checkpoint checkpoint)
    {
        var lines = CheckpointText.Of("file", checkpoint).SkipWhile(line => !line.StartsWith($"  {name} ")).Skip(1).Take(2).ToArray();
        return [lines[0], lines[1].StartsWith("  stream    ") ? "  stream    " : lines[1]];
    }
}
