namespace ActorPipeline.Training.Cpu;

/// <summary>
/// Sigmoid cross-entropy of a logit, in the form that neither overflows nor cancels. Its exp and log are made of the four
/// basic operations, because those of the C library differ in their last bits from system to system.
/// </summary>
internal static class CrossEntropy
{
    private const double Ln2 = 0.693147180559945309;

    /// <summary>max(x, 0) - x * z + log(1 + exp(-|x|)).</summary>
    public static double Loss(double logit, double label) =>
        Math.Max(logit, 0) - logit * label + Log1p(ExpOfNegative(-Math.Abs(logit)));

    /// <summary>The derivative of <see cref="Loss"/> with respect to the logit: sigmoid(x) - z.</summary>
    public static double Gradient(double logit, double label)
    {
        var e = ExpOfNegative(-Math.Abs(logit));
        return (logit < 0 ? e : 1) / (1 + e) - label;
    }

    /// <summary>exp(x) for x at most 0; below -708, where the result would be subnormal, it is 0.</summary>
    private static double ExpOfNegative(double x)
    {
        if (x < -708)
            return 0;
        var exponent = Math.Round(x / Ln2);
        var rest = x - exponent * Ln2;
        var sum = 1.0;
        for (var i = 14; i > 0; i--)
            sum = 1 + rest / i * sum;
        return sum * BitConverter.Int64BitsToDouble((1023 + (long)exponent) << 52);
    }

    /// <summary>log(1 + y) for y from 0 to 1, as 2 artanh(y / (2 + y)).</summary>
    private static double Log1p(double y)
    {
        var s = y / (2 + y);
        var sum = 0.0;
        for (var i = 35; i > 0; i -= 2)
            sum = 1.0 / i + s * s * sum;
        return 2 * s * sum;
    }
}
