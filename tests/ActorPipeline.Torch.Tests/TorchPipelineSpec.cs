using ActorPipeline.Data;
using ActorPipeline.Memory;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using ActorPipeline.Training;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Samples;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Torch.Tests;

/// <summary>Whole pipelines into trainers of TorchSharp.</summary>
[Collection(TorchCollection.Name)]
public sealed class TorchPipelineSpec : TestKit
{
    private readonly TempFolder _folder = new();

    public TorchPipelineSpec() : base(ReferenceConf.Config) => TorchRuntime.HasGpu();

    [Fact]
    public async Task Rows_are_gathered_into_the_very_memory_that_the_module_sees()
    {
        _folder.Write("a.csv", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{-i},{i % 2}\n")));
        var before = TorchSamples.Tensors();
        var (gathered, seen) = (new Watcher(), new Watching());

        var result = await Run(seen, [gathered], "device = cpu");

        Assert.Equal(5, gathered.Batches.Count);
        Assert.Equal(gathered.Batches.Select(b => b.Features), seen.Module.Batches.Select(b => b.Features));
        Assert.Equal(gathered.Batches.Select(b => b.Address), seen.Module.Batches.Select(b => b.Address));
        Assert.Equal(gathered.Batches.Select(b => b.Labels), seen.Labels);
        Assert.Equal(3, gathered.Batches.Select(b => b.Address).Distinct().Count()); // one in the making, two ahead
        Assert.Equal(0, result.LeakedBuffers);
        Assert.Equal(before + 2, Tensor.TotalCount); // of the linear layer, as TorchSamples.Tensors says
    }

    [Fact]
    public async Task Evaluation_takes_batches_from_tensors_of_its_own()
    {
        _folder.Write("a.csv", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{-i},{i % 2}\n")));
        _folder.Write("test.txt", string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{-i},1\n")));
        var before = TorchSamples.Tensors();
        var seen = new Watching();

        var result = await Run(seen, [], "device = cpu", $"evaluation.paths = [\"{_folder.Path}/test.txt\"]");

        Assert.Equal(30, ((Trainer.Trained)result.Consumed!).Evaluations.Best!.Rows);
        Assert.Equal([100, 30], new[] { seen.Labels.Take(5), seen.Labels.Skip(5) }.Select(l => l.Sum(b => b.Length)));
        Assert.All(seen.Labels.Skip(5), batch => Assert.All(batch, label => Assert.Equal(1, label)));
        Assert.Equal(before + 2, Tensor.TotalCount);
    }

    [Fact]
    public async Task Sample_of_a_convolutional_network_learns_where_a_blot_is()
    {
        var generator = Xoshiro256.FromSeed(3);
        _folder.Write("a.csv", string.Concat(Enumerable.Range(0, 200).Select(i =>
        {
            var (pixels, isLeft) = (new int[1024], i % 2);
            for (var n = 0; n < 20; n++)
                pixels[(int)generator.Below(32) * 32 + (int)generator.Below(16) + 16 * (1 - isLeft)] = 1;
            return $"{string.Join(',', pixels)},{isLeft}\n";
        })));

        var result = await Run(new TorchCnnFactory(), [], "options.rate = 0.003", "epochs = 5");

        Assert.True(((Trainer.Trained)result.Consumed!).Last!.Value.Accuracy > 0.95, $"{result.Consumed}");
    }

    [Fact]
    public async Task Sample_says_which_rows_it_is_for()
    {
        _folder.Write("a.csv", "1,2,0\n");
        var result = await Run(new TorchCnnFactory(), [], "device = cpu");
        Assert.Equal("TorchCnn: expected rows of 1024 features, which are images, found 2.", result.Failure!.Message);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private async Task<RunResult> Run(ITrainerFactory factory, IReadOnlyList<IBatchHandler> observers, string trainer, string more = "")
    {
        var config = ConfigurationFactory.ParseString($$"""
            actor-pipeline {
              files.paths = ["{{_folder.Path}}/*.csv"]
              epochs = 1
              trainer { {{trainer}} }
              {{more}}
            }
            """).WithFallback(ReferenceConf.Config);
        var reader = new SettingsReader(config);
        var consumer = Trainer.Props(Trainer.Settings.From(reader), factory, observers, _ => { });
        var pipeline = Sys.ActorOf(PipelineSupervisor.Props(PipelineSettings.From(reader), consumer, new PipelineMeters()));
        var result = await pipeline.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, Timeout.InfiniteTimeSpan);
        await pipeline.GracefulStop(Timeout.InfiniteTimeSpan);
        return result;
    }

    private sealed record Seen(nint Address, float[] Features, float[] Labels);

    private sealed class Watcher : IBatchHandler
    {
        public List<Seen> Batches { get; } = [];

        public unsafe void Handle(MiniBatch batch)
        {
            fixed (float* first = batch.Features)
                Batches.Add(new((nint)first, batch.Features.ToArray(), batch.Labels.ToArray()));
        }
    }

    private sealed class Watching : TorchTrainerFactory
    {
        public WatchingModule Module { get; } = new();

        public List<float[]> Labels { get; } = [];

        protected override nn.Module<Tensor, Tensor> CreateModule(TrainerContext context) => Module;

        protected override OptimizerHelper CreateOptimizer(TrainerContext context, IReadOnlyList<Parameter> parameters) =>
            optim.SGD(parameters, 0.001);

        protected override Tensor Target(Tensor labels)
        {
            Labels.Add(labels.data<float>().ToArray());
            return base.Target(labels);
        }
    }

    private sealed class WatchingModule : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _linear = nn.Linear(2, 1);

        public WatchingModule()
            : base(nameof(WatchingModule)) => RegisterComponents();

        public List<Seen> Batches { get; } = [];

        public override unsafe Tensor forward(Tensor input)
        {
            fixed (byte* first = input.bytes)
                Batches.Add(new((nint)first, input.data<float>().ToArray(), []));
            return _linear.call(input);
        }
    }
}
