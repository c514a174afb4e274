using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training.Tests.Cpu;

public class CrossEntropyTests
{
    [Theory]
    [InlineData(1e4, 1, 0, 0)]
    [InlineData(1e4, 0, 1e4, 1)]
    [InlineData(-1e4, 1, 1e4, -1)]
    [InlineData(-1e4, 0, 0, 0)]
    public void Huge_logits_have_the_exact_limits(double logit, double label, double loss, double gradient)
    {
        Assert.Equal(loss, CrossEntropy.Loss(logit, label));
        Assert.Equal(gradient, CrossEntropy.Gradient(logit, label));
    }

    [Fact]
    public void Loss_and_gradient_agree_with_the_math_library()
    {
        for (var logit = -720.0; logit <= 720; logit += 0.37)
        {
            var e = Math.Exp(-Math.Abs(logit));
            Assert.Equal(Math.Max(logit, 0) - logit * 0.25 + Math.Log(1 + e), CrossEntropy.Loss(logit, 0.25), 1e-12);
            Assert.Equal((logit < 0 ? e : 1) / (1 + e) - 0.25, CrossEntropy.Gradient(logit, 0.25), 1e-13);
        }
    }

    [Fact]
    public void Small_losses_keep_their_digits()
    {
        Assert.Equal(Math.Exp(-50), CrossEntropy.Loss(50, 1), Math.Exp(-50) * 1e-12);
        Assert.Equal(Math.Exp(-700), CrossEntropy.Loss(700, 1), Math.Exp(-700) * 1e-12);
    }

    [Fact]
    public void Not_a_number_stays_visible()
    {
        Assert.Equal(double.NaN, CrossEntropy.Loss(double.NaN, 1));
        Assert.Equal(double.NaN, CrossEntropy.Gradient(double.NaN, 1));
    }
}
