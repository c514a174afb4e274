using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training.Tests.Cpu;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Shares_cover_every_piece_exactly_once(int size)
    {
        using var team = new WorkerTeam(size);
        for (var count = 0; count < 20; count++)
        {
            var taken = new int[count];
            team.Run(worker =>
            {
                var (first, end) = team.Share(count, worker);
                for (var i = first; i < end; i++)
                    Interlocked.Increment(ref taken[i]);
            });
            Assert.All(taken, times => Assert.Equal(1, times));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_failure_is_thrown_to_the_caller_and_the_team_works_on(int failing)
    {
        using var team = new WorkerTeam(3);
        var failure = Assert.Throws<InvalidOperationException>(() => team.Run(worker =>
        {
            if (worker == failing)
                throw new InvalidOperationException("no");
        }));
        Assert.Equal("no", failure.Message);

        var done = 0;
        team.Run(_ => Interlocked.Increment(ref done));
        Assert.Equal(3, done);
    }

    [Fact]
    public void Disposing_ends_the_threads_and_may_be_repeated()
    {
        var team = new WorkerTeam(3);
        var threads = new Thread[3];
        team.Run(worker => threads[worker] = Thread.CurrentThread);

        team.Dispose();
        team.Dispose();

        Assert.Same(Thread.CurrentThread, threads[0]);
        Assert.All(threads[1..], thread => Assert.False(thread.IsAlive));
    }
}
