using ActorPipeline.Settings;

namespace ActorPipeline.Training;

/// <summary>
/// The learning rate as a function of the global step and of nothing else. It is made of the four basic operations in double and
/// rounded to float32 once, because pow and cos of the C library differ in their last bits from system to system.
/// </summary>
/// <param name="Rate">The rate of step 1, above 0.</param>
public abstract record LearningRateSchedule(float Rate)
{
    /// <summary>Reads these settings.</summary>
    public static LearningRateSchedule From(SettingsReader reader) => reader.Read<ScheduleSettings>().ToSchedule();

    /// <summary>The rate of a step.</summary>
    /// <param name="step">The global step, 1-based.</param>
    public abstract float RateAt(long step);

    internal virtual void Check()
    {
        if (!(Rate > 0 && float.IsFinite(Rate)))
            throw new ArgumentOutOfRangeException(nameof(Rate), Rate, "Expected a number above 0.");
    }

    /// <summary>The same rate at every step.</summary>
    public sealed record Constant(float Rate) : LearningRateSchedule(Rate)
    {
        /// <inheritdoc/>
        public override float RateAt(long step) => Rate;
    }

    /// <summary>
    /// Rate x Factor^floor((step - 1) / Steps). PyTorch's StepLR, stepped after each step; but each rate is a power of its own, where
    /// StepLR multiplies the rate before it, whatever that was.
    /// </summary>
    /// <param name="Rate">The rate of step 1, above 0.</param>
    /// <param name="Steps">Steps with one rate, at least 1.</param>
    /// <param name="Factor">One rate divided by that before it; above 0, at most 1.</param>
    public sealed record Step(float Rate, int Steps, float Factor) : LearningRateSchedule(Rate)
    {
        /// <inheritdoc/>
        public override float RateAt(long step) => (float)(Rate * Power(Factor, (step - 1) / Steps));

        internal override void Check()
        {
            base.Check();
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Steps);
            if (Factor is not (> 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(Factor), Factor, "Expected a number above 0 and at most 1.");
        }

        private static double Power(double number, long exponent)
        {
            var power = 1.0;
            for (; exponent > 0; exponent >>= 1, number *= number)
                if ((exponent & 1) != 0)
                    power *= number;
            return power;
        }
    }

    /// <summary>
    /// LowestRate + (Rate - LowestRate) x (1 + cos(pi t / Steps)) / 2 with t = step - 1, up to t = Steps. PyTorch's CosineAnnealingLR,
    /// stepped after each step; but the rate then stays the lowest, where CosineAnnealingLR goes up again.
    /// </summary>
    /// <param name="Rate">The rate of step 1, above 0.</param>
    /// <param name="Steps">Steps with a rate above the lowest, at least 1.</param>
    /// <param name="LowestRate">The rate of all steps after those, from 0 to Rate.</param>
    public sealed record Cosine(float Rate, int Steps, float LowestRate) : LearningRateSchedule(Rate)
    {
        /// <inheritdoc/>
        // (1 + cos(pi t / n)) / 2 is the square of sin(pi / 2 (n - t) / n), which loses no digits towards the end.
        public override float RateAt(long step)
        {
            var left = Math.Max(0, Steps - (step - 1));
            var sine = Sine(Math.PI / 2 * ((double)left / Steps));
            return (float)(LowestRate + ((double)Rate - LowestRate) * (sine * sine));
        }

        internal override void Check()
        {
            base.Check();
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Steps);
            if (!(LowestRate >= 0 && LowestRate <= Rate))
                throw new ArgumentOutOfRangeException(nameof(LowestRate), LowestRate, $"Expected a number from 0 to {Rate}.");
        }

        /// <summary>sin(x) for x from 0 to pi / 2, by its series.</summary>
        private static double Sine(double x)
        {
            var sum = 1.0;
            for (var i = 22; i > 0; i -= 2)
                sum = 1 - x * x / (i * (i + 1)) * sum;
            return x * sum;
        }
    }
}
