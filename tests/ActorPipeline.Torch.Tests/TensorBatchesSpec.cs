using TorchSharp;
using static TorchSharp.torch;

using ActorPipeline.Running;
namespace ActorPipeline.Torch.Tests;

/// <summary>A training loop of the user's own; 100 rows in batches of 23.</summary>
[Collection(TorchCollection.Name)]
public sealed class TensorBatchesSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public TensorBatchesSpec() => _folder.Write("a.csv", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{-i},{i % 2}\n")));

    public static TheoryData<string> Devices => TorchSamples.Devices;

    [Theory]
    [MemberData(nameof(Devices))]
    public async Task Tensors_are_those_of_the_batches_and_disposed_when_the_next_ones_come(string device)
    {
        var expected = new List<float[]>();
        await using (var run = Start())
            await foreach (var batch in run.Batches)
                expected.AddRange([batch.Features.ToArray(), batch.Labels.ToArray()]);
        var before = TorchSamples.Tensors();
        var found = new List<float[]>();
        Tensor? last = null;

        await using (var run = Start())
        {
            await foreach (var (x, y) in run.ReadTensorsAsync(torch.device(device)))
            {
                Assert.True(last is null || last.IsInvalid);
                Assert.Equal(before + 2, Tensor.TotalCount);
                using (NewDisposeScope())
                    found.AddRange([x.cpu().data<float>().ToArray(), y.cpu().data<float>().ToArray()]);
                Assert.Equal([y.shape[0], 2], x.shape);
                last = x;
                await Task.Yield();
            }
        }

        Assert.Equal(expected, found);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public async Task Dispose_scope_of_the_loop_leaves_them_and_leaving_the_loop_does_not()
    {
        var before = TorchSamples.Tensors();
        await using var run = Start();
        await foreach (var (x, _) in run.ReadTensorsAsync(CPU))
        {
            using (NewDisposeScope())
                x.sum();
            Assert.Equal(before + 2, Tensor.TotalCount);
            break;
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    public void Dispose() => _folder.Dispose();

    private DatasetRun Start() => Dataset.Csv($"{_folder.Path}/*.csv").Epochs(1).Start();
}
