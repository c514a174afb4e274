using ActorPipeline.Memory;

namespace ActorPipeline.Tests.Memory;

public class CreditSpec
{
    [Fact]
    public void What_was_granted_may_be_sent_and_no_more()
    {
        var credit = new Credit("line block");
        credit.Grant(2);
        credit.Grant(1);
        for (var i = 0; i < 3; i++)
            credit.Spend();

        var error = Assert.Throws<InvalidOperationException>(credit.Spend);
        Assert.Equal("A line block was sent without credit: granted 3, sent 3.", error.Message);
        Assert.Equal((3, 3, 0), (credit.Granted, credit.Sent, credit.Available));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_request_for_nothing_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Credit("batch").Grant(count));
}
