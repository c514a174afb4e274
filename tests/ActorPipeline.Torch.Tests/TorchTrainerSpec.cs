using System.Runtime.InteropServices;
using ActorPipeline.Data;
using ActorPipeline.Training;
using static TorchSharp.torch;

namespace ActorPipeline.Torch.Tests;

[Collection(TorchCollection.Name)]
public class TorchTrainerSpec
{
    public static TheoryData<string> Devices => TorchSamples.Devices;

    [Theory]
    [MemberData(nameof(Devices))]
    public void Loss_that_is_not_finite_changes_nothing_but_the_number_of_steps(string device)
    {
        using var trainer = TorchSamples.Trainer(device: device);
        using var twin = TorchSamples.Trainer(device: device);
        foreach (var both in (TorchTrainer[])[trainer, twin])
            both.Step(TorchSamples.Batch(9, seed: 1));
        var before = TorchSamples.Saved(trainer);

        Assert.Equal(float.NaN, trainer.Step(TorchSamples.BadBatch()).Loss);

        Assert.Equal(before, TorchSamples.Saved(trainer));
        twin.Step(TorchSamples.BadBatch());
        var next = trainer.Step(TorchSamples.Batch(9, seed: 2));
        Assert.Equal(twin.Step(TorchSamples.Batch(9, seed: 2)), next);
        Assert.True(float.IsFinite(next.Loss));
        Assert.NotEqual(before, TorchSamples.Saved(trainer));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Evaluation_changes_nothing_and_leaves_out_what_is_random(string device)
    {
        using var trainer = TorchSamples.Trainer(device: device);
        trainer.Step(TorchSamples.Batch(9, seed: 1));
        var before = TorchSamples.Saved(trainer);

        var metrics = trainer.Evaluate(TorchSamples.Batch(50, seed: 2));

        Assert.Equal(metrics, trainer.Evaluate(TorchSamples.Batch(50, seed: 2)));
        Assert.Equal(before, TorchSamples.Saved(trainer));
        trainer.Step(TorchSamples.Batch(9, seed: 3));
        Assert.NotEqual(before, TorchSamples.Saved(trainer));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void No_tensor_is_left_behind(string device)
    {
        var before = TorchSamples.Tensors();
        var trainer = TorchSamples.Trainer("Adam", device: device);
        var checkpoint = new MemoryStream();
        void Everything()
        {
            trainer.Step(TorchSamples.Batch(9, seed: 1));
            trainer.Step(TorchSamples.BadBatch());
            trainer.Evaluate(TorchSamples.Batch(9, seed: 2));
            checkpoint.Position = 0;
            trainer.Save(checkpoint);
            checkpoint.Position = 0;
            trainer.Load(checkpoint);
            trainer.WeightsHash();
        }
        Everything();
        var settled = Tensor.TotalCount;
        for (var i = 0; i < 20; i++)
            Everything();
        Assert.Equal(settled, Tensor.TotalCount);
        trainer.Dispose();
        Assert.Equal(before + 6, Tensor.TotalCount); // of two linear layers and a norm, as TorchSamples.Tensors says
    }

    // 16 MB of parameters and 16 MB of momentum each.
    [Fact]
    public void Trainers_that_are_disposed_leave_no_memory_behind()
    {
        void MakeAndDispose()
        {
            var module = nn.Linear(2000, 2000);
            using var trainer = new TorchTrainer(2000, module, nn.BCEWithLogitsLoss(), optim.SGD([.. module.parameters()], 0.1, momentum: 0.9))
            {
                Target = labels => labels.unsqueeze(1).expand(-1, 2000),
            };
            trainer.Step(TorchSamples.Batch(1, seed: 1, features: 2000));
        }
        MakeAndDispose();
        var before = Environment.WorkingSet;
        for (var i = 0; i < 50; i++)
            MakeAndDispose();
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 200_000_000);
    }

    [Theory]
    [InlineData(1_000_000, 2, 1)]
    [InlineData(2_000_000, 2, 1)]
    [InlineData(4_200_000, 2, 2)]
    [InlineData(8_400_000, 2, 2)]
    [InlineData(8_400_000, 16, 4)]
    [InlineData(1_000_000_000, 1, 1)]
    [InlineData(1_000_000_000, 16, 16)]
    public void Automatic_threads_are_a_function_of_the_model_s_size_and_the_cores(long parameters, int cores, int threads) =>
        Assert.Equal(threads, TorchRuntime.ThreadsFor(parameters, cores));

    // OpenMP keeps the number for each thread: that of an evaluation is another one than that of the steps.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Steps_and_evaluations_take_the_threads_that_were_asked_for_whoever_asks(int threads)
    {
        using var module = nn.Linear(TorchSamples.Features, 1);
        using var trainer = new TorchTrainer(TorchSamples.Features, module, nn.BCEWithLogitsLoss(), optim.SGD([.. module.parameters()], 0.1)) { Threads = threads };
        Assert.Equal(threads, trainer.Numerics!.Threads);
        foreach (var use in (Action[])[() => trainer.Step(TorchSamples.Batch(2, seed: 1)), () => trainer.Evaluate(TorchSamples.Batch(2, seed: 1))])
        {
            var taken = 0;
            var thread = new Thread(() =>
            {
                use();
                taken = get_num_threads();
            });
            thread.Start();
            thread.Join();
            Assert.Equal(threads, taken);
        }
    }

    [Fact]
    public void Classes_are_trained_with_the_loss_and_the_shapes_of_the_user()
    {
        var module = nn.Sequential(nn.Linear(TorchSamples.Features, 16), nn.ReLU(), nn.Linear(16, 2));
        var optimizer = optim.Adam([.. module.parameters()], 0.01);
        using var trainer = new TorchTrainer(TorchSamples.Features, module, nn.CrossEntropyLoss(), optimizer)
        {
            Target = labels => labels.to(ScalarType.Int64),
            CountCorrect = (output, target) => output.argmax(1).eq(target).sum(),
        };
        Assert.Equal(0.69, trainer.Step(TorchSamples.Batch(100, seed: 0)).Loss, 0.1);
        for (var step = 0; step < 200; step++)
            trainer.Step(TorchSamples.Batch(50, seed: (ulong)step));
        Assert.InRange(trainer.Evaluate(TorchSamples.Batch(500, seed: 777)).Accuracy, 0.95, 1);
    }

    [Fact]
    public void Error_of_the_native_part_is_one_line_that_names_the_step_and_the_batch()
    {
        using var trainer = TorchSamples.Trainer(nn.Linear(3, 1));
        var error = Assert.Throws<TrainingException>(() => trainer.Step(TorchSamples.Batch(2, seed: 1)));
        Assert.StartsWith("step 1, a batch of 2 rows of [features: float32[6], label: float32[1]]: TorchSharp says: ", error.Message);
        Assert.Contains("shapes cannot be multiplied", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Full_gpu_is_told_with_what_would_need_less()
    {
        const string native = "CUDA out of memory. Tried to allocate 2.00 GiB\nException raised from ...";
        Assert.Equal("step 7: the GPU's memory does not suffice for a batch of 1000 rows of [features: float32[50], label: float32[1]] and all else that is there. "
            + "A smaller shuffle.batch-size, a smaller shuffle.prefetch or a smaller model needs less. "
            + "TorchSharp says: CUDA out of memory. Tried to allocate 2.00 GiB",
            TorchRuntime.Explain(new ExternalException(native), "step 7", rows: 1000, RowLayout.Numbers(50)).Message);
    }

    [Fact]
    public void Batch_that_does_not_fit_is_refused_and_is_no_step()
    {
        using var trainer = TorchSamples.Trainer();
        var refusal = Assert.Throws<ArgumentException>(() => trainer.Step(TorchSamples.Batch(2, seed: 1, features: 7)));
        Assert.Contains("2 rows of 7 features; expected a row, and 6 features", refusal.Message);
        using var twin = TorchSamples.Trainer();
        Assert.Equal(twin.Step(TorchSamples.Batch(9, seed: 1)), trainer.Step(TorchSamples.Batch(9, seed: 1)));
    }

    [Fact]
    public void Optimizer_of_other_parameters_and_a_loss_that_is_no_mean_are_refused()
    {
        using var module = nn.Linear(2, 1);
        using var other = nn.Linear(2, 1);
        var (own, foreign) = (optim.SGD([.. module.parameters()], 0.1), optim.SGD([.. other.parameters()], 0.1));
        Assert.Throws<ArgumentException>("optimizer", () => new TorchTrainer(2, module, nn.BCEWithLogitsLoss(), foreign));
        Assert.Throws<ArgumentException>("loss", () => new TorchTrainer(2, module, nn.BCEWithLogitsLoss(reduction: nn.Reduction.Sum), own));
    }
}
