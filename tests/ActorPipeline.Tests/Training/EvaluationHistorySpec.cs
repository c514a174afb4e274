using ActorPipeline.Training;

namespace ActorPipeline.Tests.Training;

public class EvaluationHistorySpec
{
    [Fact]
    public void The_best_evaluation_is_the_first_of_the_lowest_loss()
    {
        var history = History(0.5, 0.3, 0.3, 0.4);
        Assert.Equal((4, 2, 2), (history.Epochs, history.Best!.Epoch, history.SinceBest));
        Assert.Equal(0, History(0.5, 0.3).SinceBest);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_not_finite_is_never_the_best(double loss)
    {
        Assert.Null(History(loss).Best);
        Assert.Equal(1, History(loss).SinceBest);
        Assert.Equal(2, History(loss, 7).Best!.Epoch);
        Assert.Equal(1, History(7, loss).Best!.Epoch);
    }

    [Fact]
    public void What_is_read_is_what_was_written() => Assert.All(
        [EvaluationHistory.None, History(double.NaN), History(0.5, 0.25, 0.3)], history =>
        {
            var part = new MemoryStream();
            var progress = new Trainer.Progress(new(0.5f, 1), history, history.Epochs == 0 ? null : new Numerics(2, "a processor"));
            progress.Write(part);
            part.WriteByte(7);
            part.Position = 0;

            Assert.Equal(progress, Trainer.Progress.Read(part));
            Assert.Equal(7, part.ReadByte());
        });

    private static EvaluationHistory History(params double[] losses) => losses.Index()
        .Aggregate(EvaluationHistory.None, (history, loss) => history.With(new(loss.Index + 1, 10 * loss.Index, loss.Item, 1, 100)));
}
