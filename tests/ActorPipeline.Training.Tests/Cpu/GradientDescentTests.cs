using System.Runtime.Intrinsics;
using ActorPipeline.Flow;
using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training.Tests.Cpu;

public class GradientDescentTests
{
    private const int Features = 13;
    private const int Units = 30;

    public static TheoryData<string> Kernels => Samples.Kernels;

    public static TheoryData<string, float, LearningRateSchedule> Descents
    {
        get
        {
            LearningRateSchedule[] schedules = [new LearningRateSchedule.Constant(0.1f), new LearningRateSchedule.Step(0.2f, 7, 0.5f),
                new LearningRateSchedule.Cosine(0.2f, 25, 0.01f)];
            var descents = new TheoryData<string, float, LearningRateSchedule>();
            foreach (var kernel in GemmKernel.All)
                foreach (var momentum in (float[])[0, 0.5f, 0.9f])
                    foreach (var schedule in schedules)
                        descents.Add(kernel.GetType().Name, momentum, schedule);
            return descents;
        }
    }

    // 300 rows are more than one part of a gradient.
    [Theory]
    [MemberData(nameof(Descents))]
    public void Weights_after_many_steps_are_those_of_plain_loops_in_double(string kernel, float momentum, LearningRateSchedule schedule)
    {
        var settings = Samples.Settings(Units, momentum: momentum, threads: 2) with { LearningRate = schedule };
        using var model = new TutorialModel(Features, settings, Samples.Kernel(kernel));
        var oracle = new SlowModel(model.Parameters.ToArray(), Features, Units, momentum);
        for (var step = 1; step <= 30; step++)
        {
            var (features, labels) = Samples.TutorialRows(step % 10 == 0 ? 300 : 23, Features, seed: (ulong)step);
            model.Step(features, labels);
            oracle.Step(features, labels, schedule.RateAt(step));
        }
        var found = model.Parameters.ToArray();
        for (var i = 0; i < found.Length; i++)
            Assert.Equal(oracle.Parameters[i], found[i], 2e-6);
    }

    // Frozen: a difference means that a stored training cannot be repeated any more.
    [Theory]
    [MemberData(nameof(Kernels))]
    public void With_momentum_the_weights_after_four_steps_have_the_golden_hash_with_any_number_of_threads(string kernel)
    {
        foreach (var threads in (int[])[1, 2, 5])
        {
            using var model = new TutorialModel(300, Samples.Settings(70, momentum: 0.9f, threads: threads), Samples.Kernel(kernel));
            foreach (var rows in (int[])[23, 600, 300, 1])
            {
                var generator = Xoshiro256.FromSeed((ulong)rows);
                model.Step(Samples.Uniform(generator, rows * 300), [.. Enumerable.Range(0, rows).Select(_ => (float)generator.Below(2))]);
            }
            Assert.Equal("17b6f601096a15f6fbe211b7cda8ee7377839c2bc348bd52582eb62123ff8f9e", model.WeightsHash());
        }
    }

    [Fact]
    public void Stopped_and_gone_on_at_any_step_ends_with_the_same_bits()
    {
        const int steps = 12;
        var settings = Samples.Settings(Units, momentum: 0.9f) with { LearningRate = new LearningRateSchedule.Cosine(0.1f, 9, 0.001f) };
        using var undisturbed = new TutorialModel(Features, settings);
        Train(undisturbed, 1, steps);
        for (var stop = 0; stop <= steps; stop++)
        {
            using TutorialModel first = new(Features, settings), second = new(Features, settings with { Seed = 99 });
            Train(first, 1, stop);
            second.Load(Samples.Saved(first));
            Train(second, stop + 1, steps);
            Assert.Equivalent(Samples.State(undisturbed), Samples.State(second));
        }

        static void Train(TutorialModel model, int step, int end)
        {
            for (; step <= end; step++)
            {
                var (features, labels) = Samples.TutorialRows(9, Features, seed: (ulong)step);
                model.Step(features, labels);
            }
        }
    }

    // Else it would be one of the smallest numbers there are, for ever, and slow.
    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_velocity_without_gradients_ends_at_zero(string kernel)
    {
        using var model = new TutorialModel(Features, Samples.Settings(Units, momentum: 0.5f), Samples.Kernel(kernel));
        var (features, labels) = Samples.TutorialRows(9, Features, seed: 1);
        model.Step(features, labels);
        var state = Samples.State(model);
        state.Parameters.AsSpan(Features * Units, Units).Fill(-1000); // no unit is active any more
        model.Load(Saved(state with { Velocities = [.. state.Parameters.Select(_ => -3e-38f)] }));
        model.Step(features, labels);
        Assert.All(Samples.State(model).Velocities![..^1], velocity => Assert.Equal(-1.5e-38f, velocity));
        model.Step(features, labels);
        Assert.All(Samples.State(model).Velocities![..^1], velocity => Assert.Equal(0, velocity));
    }

    [Fact]
    public void Each_update_has_the_same_bits_at_any_width()
    {
        var generator = Xoshiro256.FromSeed(9);
        for (var i = 0; i < 1000; i++)
        {
            // Down to numbers that are not normal.
            var scale = MathF.Pow(2, -generator.Below(150));
            var (weights, velocities) = (Samples.Uniform(generator, 16), Samples.Uniform(generator, 16).Select(v => v * scale).ToArray());
            var gradients = Samples.Uniform(generator, 16).Select(g => g * scale).ToArray();
            foreach (var momentum in (float?[])[null, 0.9f])
                foreach (var part in (bool[])[false, true])
                    AssertSame(weights, velocities, gradients, momentum, part);
        }
    }

    private static unsafe void AssertSame(float[] weights, float[] velocities, float[] gradients, float? momentum, bool isLast)
    {
        var results = new List<float[]>();
        for (var width = 0; width < 3; width++)
        {
            var (w, v) = (weights.ToArray(), velocities.ToArray());
            fixed (float* pw = w, pv = v)
            {
                if (momentum is { } m)
                    Apply(new MomentumDescent(pv, pw, m, 0.1f).Part(isFirst: true, isLast), gradients, width);
                else
                    Apply(new Addition(pw, -0.1f).Part(isFirst: true, isLast), gradients, width);
            }
            results.Add([.. w, .. v]);
        }
        Assert.Equal(results[0].Select(BitConverter.SingleToInt32Bits), results[1].Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(results[0].Select(BitConverter.SingleToInt32Bits), results[2].Select(BitConverter.SingleToInt32Bits));
        if (momentum is not null && !isLast)
            Assert.Equal(weights, results[0][..16]);
    }

    private static void Apply<TUpdate>(TUpdate update, float[] gradients, int width) where TUpdate : struct, ISumUpdate<TUpdate>
    {
        for (var i = 0; i < 16; i += width switch { 0 => 1, 1 => 8, _ => 16 })
        {
            if (width == 0)
                update.Apply(i, gradients[i]);
            else if (width == 1)
                update.Apply(i, Vector256.Create(gradients, i));
            else
                update.Apply(i, Vector512.Create(gradients, i));
        }
    }

    private static MemoryStream Saved(TrainingState state)
    {
        var stream = new MemoryStream();
        WeightsFile.Write(stream, Features, Units, state);
        stream.Position = 0;
        return stream;
    }
}
