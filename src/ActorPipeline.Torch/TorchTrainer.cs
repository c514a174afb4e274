using System.Runtime.InteropServices;
using ActorPipeline.Data;
using ActorPipeline.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>Trains any TorchSharp module from tensor to tensor by a loss and an optimizer, where the module's parameters are.</summary>
public sealed class TorchTrainer : ITrainer
{
    private readonly nn.Module<Tensor, Tensor> _module;
    private readonly Loss<Tensor, Tensor, Tensor> _loss;
    private readonly OptimizerHelper _optimizer;
    private readonly torch.Device _device;

    // A forward pass may change them, a running mean for example: the second of each pair is the first before the step.
    private readonly (Tensor Live, Tensor Kept)[] _buffers;

    private long _steps;

    /// <summary>A trainer that owns all three.</summary>
    /// <param name="features">Features of a row.</param>
    /// <param name="module">The model, on its device.</param>
    /// <param name="loss">The mean loss of the rows, from the model's output and the target.</param>
    /// <param name="optimizer">Made from the module's parameters, when they were on their device.</param>
    /// <exception cref="ArgumentException">The optimizer has other parameters, or the loss is no mean.</exception>
    public TorchTrainer(int features, nn.Module<Tensor, Tensor> module, Loss<Tensor, Tensor, Tensor> loss, OptimizerHelper optimizer)
    {
        if (loss.reduction != nn.Reduction.Mean)
            throw new ArgumentException($"Expected the mean loss of the rows, found the reduction {loss.reduction}.", nameof(loss));
        var parameters = module.parameters().Select(p => p.Handle).ToHashSet();
        if (!optimizer.parameters().Any() || !optimizer.parameters().All(p => parameters.Contains(p.Handle)))
        {
            throw new ArgumentException(
                "Expected an optimizer of the module's parameters, made when they were on their device; found others.", nameof(optimizer));
        }
        (Features, _module, _loss, _optimizer) = (features, module, loss, optimizer);
        _device = optimizer.parameters().First().device;
        using var scope = NewDisposeScope();
        _buffers = [.. module.named_buffers().Select(b => (b.Item2, b.Item2.detach().clone().DetachFromDisposeScope()))];
    }

    /// <inheritdoc/>
    public string Backend => $"torch-{_device.type.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public int Features { get; }

    /// <inheritdoc/>
    public Numerics? Numerics => new(Threads ?? get_num_threads(), _device.type == DeviceType.CUDA ? "CUDA" : TorchRuntime.Processor);

    /// <summary>Threads of libtorch that compute a step, or an evaluation, whichever thread asks for it; null: as many as that has set.</summary>
    public int? Threads { get; init; }

    /// <summary>The batch as the module takes it, from rows x features; as it is, unless said otherwise.</summary>
    public Func<Tensor, Tensor> Input { get; init; } = features => features;

    /// <summary>The labels as the loss takes them, from one for each row; a column, unless said otherwise.</summary>
    public Func<Tensor, Tensor> Target { get; init; } = labels => labels.unsqueeze(1);

    /// <summary>
    /// How many rows the output classifies correctly, by the target; unless said otherwise there are two classes, and the output is a logit.
    /// </summary>
    public Func<Tensor, Tensor, Tensor> CountCorrect { get; init; } = (output, target) => output.gt(0).eq(target.gt(0.5)).sum();

    /// <summary>The learning rate of each step, for all parameters; null: the optimizer's own.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>
    /// Seeds libtorch's generators anew before each step, by this and the step's number, so that random layers, dropout for example, do the
    /// same in a run that goes on from a checkpoint; null: nobody seeds them.
    /// </summary>
    public ulong? Seed { get; init; }

    /// <inheritdoc/>
    public StepMetrics Step(MiniBatch batch)
    {
        Check(batch);
        TakeThreads();
        var step = ++_steps;
        try
        {
            Reseed(step);
            var metrics = Backpropagate(batch);
            if (float.IsFinite(metrics.Loss))
                Descend(step);
            else
                Copy(_buffers.Select(b => (b.Kept, b.Live)));
            return metrics;
        }
        catch (ExternalException e)
        {
            throw TorchRuntime.Explain(e, $"step {batch.Step}", batch.Count, batch.Layout);
        }
    }

    /// <inheritdoc/>
    public StepMetrics Evaluate(MiniBatch batch)
    {
        Check(batch);
        TakeThreads();
        _module.eval();
        try
        {
            using var _ = no_grad();
            using var scope = NewDisposeScope();
            return Measure(Forward(batch), batch.Count);
        }
        catch (ExternalException e)
        {
            throw TorchRuntime.Explain(e, "evaluation", batch.Count, batch.Layout);
        }
        finally
        {
            _module.train();
        }
    }

    /// <inheritdoc/>
    public void Save(Stream stream) => TorchState.Write(stream, _steps, _module, _optimizer);

    /// <inheritdoc/>
    public void Load(Stream stream) => _steps = TorchState.Read(stream, _module, _optimizer);

    /// <summary>SHA-256, lower-case hex, over all parameters as little-endian float32, in the order of <c>named_parameters()</c>.</summary>
    public string WeightsHash() => TorchState.Hash(_module);

    /// <summary>Disposes the module, the loss and the optimizer.</summary>
    public void Dispose()
    {
        foreach (var (_, kept) in _buffers)
            kept.Dispose();
        _optimizer.Dispose();
        _loss.Dispose();
        _module.Dispose();
    }

    private StepMetrics Backpropagate(MiniBatch batch)
    {
        using var scope = NewDisposeScope();
        Copy(_buffers);
        _optimizer.zero_grad();
        var result = Forward(batch);
        result.Loss.backward();
        return Measure(result, batch.Count);
    }

    private void Descend(long step)
    {
        if (Schedule is { } schedule)
            foreach (var group in _optimizer.ParamGroups)
                group.LearningRate = schedule.RateAt(step);
        _optimizer.step();
    }

    private (Tensor Loss, Tensor Output, Tensor Target) Forward(MiniBatch batch)
    {
        var output = _module.call(Input(batch.View("features", _device).to(_device)));
        var target = Target(batch.View("label", _device).to(_device));
        return (_loss.call(output, target), output, target);
    }

    // Both numbers come in one read, which waits until all that was issued to a GPU has been done.
    private StepMetrics Measure((Tensor Loss, Tensor Output, Tensor Target) result, int rows)
    {
        var right = CountCorrect(result.Output.detach(), result.Target);
        var both = stack([result.Loss.detach().to(ScalarType.Float32), right.to(ScalarType.Float32)]).cpu();
        var numbers = MemoryMarshal.Cast<byte, float>(both.bytes);
        return new(numbers[0], numbers[1] / rows);
    }

    private static void Copy(IEnumerable<(Tensor From, Tensor To)> pairs)
    {
        using var _ = no_grad();
        foreach (var (from, to) in pairs)
            to.copy_(from);
    }

    // OpenMP keeps the number for each thread that asks.
    private void TakeThreads()
    {
        if (Threads is { } threads && get_num_threads() != threads)
            set_num_threads(threads);
    }

    private void Reseed(long step)
    {
        if (Seed is not { } seed)
            return;
        var number = unchecked((long)seed + step);
        using var _ = manual_seed(number);
        if (_device.type == DeviceType.CUDA)
            cuda.manual_seed_all(number);
    }

    private void Check(MiniBatch batch)
    {
        if (batch.Count == 0 || batch.Layout["features"].Length != Features)
        {
            throw new ArgumentException(
                $"A batch of {batch.Count} rows of {batch.Layout["features"].Length} features; expected a row, and {Features} features.", nameof(batch));
        }
    }
}
