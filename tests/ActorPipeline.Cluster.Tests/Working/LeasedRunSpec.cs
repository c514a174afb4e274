namespace ActorPipeline.Cluster.Tests.Working;

public class LeasedRunSpec : ClusterTestKit
{
    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(4, "")]
    [InlineData(3, "cluster.splits = 1")]
    [InlineData(2, "reader.window = 1")]
    [InlineData(2, "interleave = 5, cluster.splits = 2")]
    [InlineData(2, "decoder.row-block-bytes = 1")] // a part for each row
    [InlineData(2, "decoder.row-block-bytes = 50, reader.window = 2, interleave = 3")]
    public async Task Any_number_of_workers_gives_the_stream_of_one_machine(int workers, string settings)
    {
        for (var i = 0; i < workers; i++)
            await StartWorkerAsync(settings);
        Assert.Equal(StreamHashOf(settings), HashOnWorkers(settings));
    }
}
