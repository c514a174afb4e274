using ActorPipeline.Flow;
using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training.Tests.Cpu;

public class TutorialModelTests
{
    public static TheoryData<string> Kernels => Samples.Kernels;

    // Frozen: a difference means that a stored training cannot be repeated any more.
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Weights_after_three_steps_have_the_golden_hash_with_any_number_of_threads(string kernel)
    {
        foreach (var threads in (int[])[1, 2, 5])
        {
            using var model = new TutorialModel(300, Samples.Settings(70, threads: threads), Samples.Kernel(kernel));
            foreach (var rows in (int[])[23, 300, 1])
            {
                var generator = Xoshiro256.FromSeed((ulong)rows);
                model.Step(Samples.Uniform(generator, rows * 300), [.. Enumerable.Range(0, rows).Select(_ => (float)generator.Below(2))]);
            }
            Assert.Equal("0a8717b814da9e4f43b3a623b25398d22a75eef652b71e15efc0ea50767227bc", model.WeightsHash());
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Gradients_agree_with_finite_differences_of_the_loss_in_double(string kernel)
    {
        const int features = 5, units = 7, rows = 11;
        using var model = new TutorialModel(features, Samples.Settings(units, learningRate: 1), Samples.Kernel(kernel));
        var generator = Xoshiro256.FromSeed(5);
        var first = Samples.Uniform(generator, model.Parameters.Count);
        model.Parameters.CopyFrom(first);
        var (data, labels) = Samples.TutorialRows(rows, features, seed: 6);

        var metrics = model.Step(data, labels);

        var parameters = first.Select(parameter => (double)parameter).ToArray();
        Assert.Equal(Loss(parameters, data, labels, features, units), metrics.Loss, 1e-6);
        var updated = model.Parameters.ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            const double delta = 1e-6;
            var (above, below) = ((double[])[.. parameters], (double[])[.. parameters]);
            above[i] += delta;
            below[i] -= delta;
            var expected = (Loss(above, data, labels, features, units) - Loss(below, data, labels, features, units)) / (2 * delta);
            var gradient = first[i] - updated[i];
            Assert.True(Math.Abs(expected - gradient) < 2e-6, $"parameter {i}: gradient {gradient:g9}, expected {expected:g9}");
        }
    }

    [Fact]
    public void First_weights_lie_evenly_within_Glorots_bounds_and_biases_are_zero()
    {
        const int features = 40, units = 60;
        using var model = new TutorialModel(features, Samples.Settings(units));
        var all = model.Parameters.ToArray();

        AssertUniform(all[..(features * units)], MathF.Sqrt(6f / (features + units)));
        Assert.All(all[(features * units)..((features + 1) * units)], bias => Assert.Equal(0, bias));
        AssertUniform(all[((features + 1) * units)..^1], MathF.Sqrt(6f / (units + 1)));
        Assert.Equal(0, all[^1]);

        static void AssertUniform(float[] weights, float limit)
        {
            Assert.All(weights, weight => Assert.InRange(weight, -limit, limit));
            Assert.True(weights.Max() > 0.9f * limit && weights.Min() < -0.9f * limit && Math.Abs(weights.Average()) < 0.2f * limit);
        }
    }

    [Fact]
    public void The_seed_decides_the_first_weights()
    {
        using TutorialModel one = new(4, Samples.Settings(5)), same = new(4, Samples.Settings(5));
        using var other = new TutorialModel(4, Samples.Settings(5) with { Seed = 8 });
        Assert.Equal(one.WeightsHash(), same.WeightsHash());
        Assert.NotEqual(one.WeightsHash(), other.WeightsHash());
    }

    [Fact]
    public void The_tutorials_rows_are_learnt()
    {
        const int rows = 2000, width = 1024, batch = 23, epochs = 20;
        var (features, labels) = Samples.TutorialRows(rows, width, seed: 7);
        using var model = new TutorialModel(width, Samples.Settings(1024, threads: 2));
        var epochMetrics = new List<StepMetrics>();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var (loss, accuracy) = (0f, 0f);
            for (var first = 0; first < rows; first += batch)
            {
                var count = Math.Min(batch, rows - first);
                var metrics = model.Step(features.AsSpan(first * width, count * width), labels.AsSpan(first, count));
                (loss, accuracy) = (loss + metrics.Loss * count / rows, accuracy + metrics.Accuracy * count / rows);
            }
            epochMetrics.Add(new(loss, accuracy));
        }
        Assert.True(epochMetrics[^1].Loss < epochMetrics[0].Loss / 4, $"{epochMetrics[0]} to {epochMetrics[^1]}");
        Assert.True(epochMetrics[^1].Accuracy > 0.9, $"{epochMetrics[^1]}");
    }

    [Fact]
    public void Metrics_are_those_before_the_update()
    {
        using var model = new TutorialModel(1, Samples.Settings(1));
        model.Parameters.CopyFrom([2, 1, 3, -8]); // logits: 3 relu(2 x + 1) - 8, so 1 and -8
        Assert.Equal(new((float)((Math.Log(1 + Math.Exp(-1)) + 8 + Math.Log(1 + Math.Exp(-8))) / 2), 0.5f), model.Step([1, -1], [1, 1]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_loss_that_is_not_finite_is_told_and_nothing_is_learned_but_the_step_counts(float feature)
    {
        using var model = new TutorialModel(3, Samples.Settings(9, momentum: 0.5f));
        model.Step([1, 2, 3], [1]);
        var before = Samples.State(model);

        Assert.False(float.IsFinite(model.Step([0, feature, 0], [1]).Loss));

        var after = Samples.State(model);
        Assert.Equal((1, 2), (before.Steps, after.Steps));
        Assert.Equal(before.Parameters, after.Parameters);
        Assert.Equal(before.Velocities, after.Velocities);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Evaluating_gives_the_metrics_of_a_step_and_changes_nothing(string kernel)
    {
        var (features, labels) = Samples.TutorialRows(300, 13, seed: 2);
        using TutorialModel model = Create(), twin = Create();
        for (var rows = 300; rows > 0; rows -= 77)
        {
            float[] x = features[..(rows * 13)], y = labels[..rows];
            var before = Samples.State(model);

            var metrics = model.Evaluate(x, y);

            Assert.Equivalent(before, Samples.State(model));
            model.Evaluate(features.AsSpan(13), labels.AsSpan(1));
            Assert.Equal(twin.Step(x, y), metrics);
            Assert.Equal(metrics, model.Step(x, y));
            Assert.Equal(twin.WeightsHash(), model.WeightsHash());
        }

        TutorialModel Create() => new(13, Samples.Settings(30, momentum: 0.5f, threads: 2), Samples.Kernel(kernel));
    }

    [Fact]
    public void Loading_heals_a_model_that_has_diverged()
    {
        using TutorialModel model = new(3, Samples.Settings(9)), twin = new(3, Samples.Settings(9));
        var start = new MemoryStream();
        model.Save(start);
        model.Parameters.CopyFrom([.. Enumerable.Repeat(float.NaN, model.Parameters.Count)]);
        Assert.True(float.IsNaN(model.Step([1, 2, 3], [1]).Loss));
        start.Position = 0;
        model.Load(start);
        Assert.Equal(twin.Step([1, 2, 3], [1]), model.Step([1, 2, 3], [1]));
        Assert.Equal(twin.WeightsHash(), model.WeightsHash());
    }

    [Theory]
    [InlineData(6, 3)]
    [InlineData(7, 2)]
    [InlineData(0, 0)]
    public void A_batch_whose_lengths_do_not_fit_is_refused_and_both_are_named(int values, int labels)
    {
        using var model = new TutorialModel(3, Samples.Settings(4));
        foreach (var use in (Func<float[], float[], StepMetrics>[])[(x, y) => model.Step(x, y), (x, y) => model.Evaluate(x, y)])
        {
            var refusal = Assert.Throws<ArgumentException>(() => use(new float[values], new float[labels]));
            Assert.Contains($"{values} feature values and {labels} labels", refusal.Message);
        }
        Assert.Equal(0, Samples.State(model).Steps);
    }

    [Fact]
    public void A_step_of_a_size_known_before_allocates_nothing()
    {
        var settings = Samples.Settings(40, momentum: 0.9f) with { LearningRate = new LearningRateSchedule.Cosine(0.1f, 9, 0) };
        using var model = new TutorialModel(30, settings);
        var (features, labels) = Samples.TutorialRows(23, 30, seed: 1);
        model.Step(features, labels);
        var before = GC.GetAllocatedBytesForCurrentThread();
        model.Evaluate(features, labels);
        model.Step(features.AsSpan(0, 21 * 30), labels.AsSpan(0, 21));
        model.Step(features, labels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0, 1, 0f, 1)]
    [InlineData(1, 0, 0f, 1)]
    [InlineData(1, 1, -0.1f, 1)]
    [InlineData(1, 1, 1f, 1)]
    [InlineData(1, 1, float.NaN, 1)]
    [InlineData(1, 1, 0f, 0)]
    public void Settings_out_of_range_are_refused(int features, int units, float momentum, int threads)
    {
        var settings = Samples.Settings(units, momentum: momentum, threads: threads);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TutorialModel(features, settings));
    }

    public static TheoryData<LearningRateSchedule> NoSchedules =>
    [
        new LearningRateSchedule.Constant(0),
        new LearningRateSchedule.Constant(float.NaN),
        new LearningRateSchedule.Constant(float.PositiveInfinity),
        new LearningRateSchedule.Step(0.1f, 0, 0.5f),
        new LearningRateSchedule.Step(0.1f, 1, 0),
        new LearningRateSchedule.Step(0.1f, 1, 1.5f),
        new LearningRateSchedule.Step(-0.1f, 1, 0.5f),
        new LearningRateSchedule.Cosine(0.1f, 0, 0),
        new LearningRateSchedule.Cosine(0.1f, 1, 0.2f),
        new LearningRateSchedule.Cosine(0.1f, 1, float.NaN),
    ];

    [Theory]
    [MemberData(nameof(NoSchedules))]
    public void Schedules_out_of_range_are_refused(LearningRateSchedule schedule) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TutorialModel(1, Samples.Settings(1) with { LearningRate = schedule }));

    private static double Loss(double[] parameters, float[] data, float[] labels, int features, int units)
    {
        var (biases, outputs) = (features * units, (features + 1) * units);
        return labels.Select((label, row) =>
        {
            var logit = parameters[^1];
            for (var unit = 0; unit < units; unit++)
            {
                var value = parameters[biases + unit];
                for (var feature = 0; feature < features; feature++)
                    value += data[row * features + feature] * parameters[feature * units + unit];
                logit += Math.Max(value, 0) * parameters[outputs + unit];
            }
            return Math.Max(logit, 0) - logit * label + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
        }).Average();
    }
}
