using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Running;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>Reading and decoding by workers, wherever they are.</summary>
/// <param name="settings">How splits are leased.</param>
/// <param name="connect">Makes the client of the workers' block servers.</param>
/// <param name="note">Takes what a user wants to know: which workers join and leave, what the run waits for.</param>
internal sealed class LeasedFeed(LeaseManager.Settings settings, Func<BlockClient> connect, Action<string> note) : IFeed
{
    public FeedStages Start(FeedContext context)
    {
        var (reader, decoder) = (context.Settings.Reader, context.Settings.Decoder);
        var memory = LeaseMemory.For(settings.Splits, reader.Window, reader.BlockBytes, decoder.RowBlockBytes, context.Schema);
        var manager = context.Supervisor.ActorOf(LeaseManager.Props(settings, context, memory, connect(), note), LeaseManager.Name);
        return new([[manager]], [], [memory.Rows.Rows, memory.Rows.Offsets]);
    }
}
