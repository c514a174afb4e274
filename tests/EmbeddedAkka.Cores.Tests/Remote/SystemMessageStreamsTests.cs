using Akka.Remote;

namespace EmbeddedAkka.Cores.Tests.Remote;

public sealed class SystemMessageStreamsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_message_arrives_once_and_in_order_whatever_the_net_loses_or_repeats(int seed)
    {
        var random = new Random(seed);
        var outbox = new SystemMessageOutbox<int>(limit: 1000);
        var inbox = new SystemMessageInbox();
        var arrived = new List<int>();
        for (var next = 0; next < 500 || !outbox.IsEmpty;)
        {
            if (next < 500 && random.Next(2) == 0)
                outbox.Add(next++);
            foreach (var (number, message) in outbox.Pending.ToList())
            {
                if (random.Next(3) == 0)
                    continue;
                if (inbox.Accept(number))
                    arrived.Add(message);
                if (random.Next(3) != 0)
                    outbox.Acknowledge(random.Next(2) == 0 ? inbox.Last : random.NextInt64(inbox.Last + 1));
            }
        }
        Assert.Equal(Enumerable.Range(0, 500), arrived);
    }

    [Fact]
    public void An_outbox_that_holds_more_than_its_limit_is_overfull()
    {
        var outbox = new SystemMessageOutbox<int>(limit: 2);
        outbox.Add(1);
        outbox.Add(2);
        Assert.False(outbox.IsOverfull);
        outbox.Add(3);
        Assert.True(outbox.IsOverfull);
        outbox.Acknowledge(1);
        Assert.False(outbox.IsOverfull);
    }

    [Fact]
    public void Another_incarnation_begins_with_the_first_number()
    {
        var outbox = new SystemMessageOutbox<string>(limit: 2);
        outbox.Add("for the former");
        outbox.Reset();
        Assert.True(outbox.IsEmpty);
        Assert.Equal(1, outbox.Add("for the next"));
    }
}
