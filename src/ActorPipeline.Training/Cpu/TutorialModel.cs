using System.Runtime.Intrinsics;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// The tutorial's model on the CPU: dense, ReLU, dense to one logit; mean sigmoid cross-entropy; gradient descent, plain
/// or with momentum. First weights are Glorot-uniform from <see cref="Flow.Xoshiro256"/>, biases and velocities zero.
/// </summary>
/// <remarks>
/// The same batches give the same weights, bit for bit, on any CPU with any number of threads: every sum has one documented
/// order and every step of it is one fused multiply-add. Parameters are ordered thus: the hidden layer's weights, feature by
/// feature and within it unit by unit; its biases; the output layer's weights; its bias.
/// </remarks>
public sealed unsafe class TutorialModel : ITrainer
{
    private const int WeightsThatOccupyAThread = 128 * 1024;

    private readonly TutorialModelSettings _settings;
    private readonly GemmKernel _kernel;
    private readonly WorkerTeam _team;
    private readonly TutorialParameters _parameters;
    private readonly GradientDescent _descent;
    private readonly Action<int>[] _towardsLoss;
    private readonly Action<int> _backward;

    // The batch twice, because each of the two products reads it along another dimension.
    private readonly PanelMatrix _batch;
    private readonly PanelMatrix _batchTransposed;

    // Rows x hidden units: what enters the ReLU, then the loss's gradient with respect to it.
    private readonly PanelMatrix _hidden;

    private float[] _logits = [];
    private float[] _logitGradients = [];

    // Those of the step under way; not to be touched between steps.
    private float* _features;
    private float* _labels;
    private int _rows;

    // All steps that were ever taken: the rate is a function of it.
    private long _steps;

    /// <summary>A model with first weights.</summary>
    /// <param name="features">Features of a row, at least 1.</param>
    /// <param name="settings">Its hidden layer and how it learns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public TutorialModel(int features, TutorialModelSettings settings)
        : this(features, settings, GemmKernel.Best)
    {
    }

    internal TutorialModel(int features, TutorialModelSettings settings, GemmKernel kernel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        settings.Check();
        Features = features;
        (_settings, _kernel) = (settings, kernel);
        _parameters = new TutorialParameters(features, settings.HiddenUnits, kernel);
        _parameters.Initialize(settings.Seed);
        _descent = new GradientDescent(_parameters, settings.Momentum, kernel);
        _batch = new PanelMatrix(kernel.TileRows);
        _batchTransposed = new PanelMatrix(kernel.TileRows);
        _hidden = new PanelMatrix(kernel.TileColumns, kernel.TileRows);
        _towardsLoss = [Pack, Forward, Score];
        _backward = Backward;
        _team = new WorkerTeam(settings.Threads ?? ThreadsThatPay(features, settings.HiddenUnits));
    }

    /// <inheritdoc/>
    public string Backend => "cpu";

    /// <inheritdoc/>
    public int Features { get; }

    internal TutorialParameters Parameters => _parameters;

    /// <inheritdoc/>
    public StepMetrics Step(MiniBatch batch) => Step(batch.Features, batch.Labels);

    /// <inheritdoc/>
    public StepMetrics Evaluate(MiniBatch batch) => Evaluate(batch.Features, batch.Labels);

    /// <inheritdoc cref="Step(MiniBatch)"/>
    /// <param name="features">One row after another, <see cref="Features"/> numbers each.</param>
    /// <param name="labels">One label for each row: 0 or 1.</param>
    public StepMetrics Step(ReadOnlySpan<float> features, ReadOnlySpan<float> labels)
    {
        var metrics = Evaluate(features, labels);
        _steps++;
        if (!float.IsFinite(metrics.Loss))
            return metrics;
        _descent.Rate = _settings.LearningRate.RateAt(_steps);
        _team.Run(_backward);
        UpdateOutputBias();
        return metrics;
    }

    /// <summary>The metrics of a batch without learning from it; nothing changes, neither weights nor the count of steps.</summary>
    /// <param name="features">One row after another, <see cref="Features"/> numbers each.</param>
    /// <param name="labels">One label for each row: 0 or 1.</param>
    /// <exception cref="ArgumentException">The batch is empty, or the two lengths do not fit each other.</exception>
    public StepMetrics Evaluate(ReadOnlySpan<float> features, ReadOnlySpan<float> labels)
    {
        if (labels.IsEmpty || features.Length != (long)labels.Length * Features)
        {
            throw new ArgumentException(
                $"A batch of {features.Length} feature values and {labels.Length} labels; expected {Features} values for each label, and a label.");
        }
        Resize(labels.Length);
        fixed (float* featuresPointer = features, labelsPointer = labels)
        {
            _features = featuresPointer;
            _labels = labelsPointer;
            foreach (var phase in _towardsLoss)
                _team.Run(phase);
        }
        return Measure(labels);
    }

    /// <inheritdoc/>
    public void Save(Stream stream) => WeightsFile.Write(stream, Features, _settings.HiddenUnits,
        new(_steps, _parameters.ToArray(), _descent.Velocities?.ToArray()));

    /// <summary>
    /// Goes on from what <see cref="Save"/> wrote; reads exactly that, so the stream may hold more. Velocities that were not saved
    /// begin at zero; those that a model without momentum finds are dropped.
    /// </summary>
    /// <exception cref="TrainingException">It is not such a stream, ends early, or is of another shape; then nothing changes.</exception>
    public void Load(Stream stream)
    {
        var state = WeightsFile.Read(stream, Features, _settings.HiddenUnits, _parameters.Count);
        _steps = state.Steps;
        _parameters.CopyFrom(state.Parameters);
        _descent.Velocities?.CopyFrom(state.Velocities ?? new float[_parameters.Count]);
    }

    /// <inheritdoc/>
    public string WeightsHash() => WeightsFile.Hash(_parameters.ToArray());

    /// <summary>Ends the model's threads.</summary>
    public void Dispose() => _team.Dispose();

    private static int ThreadsThatPay(int features, int hiddenUnits) =>
        (int)Math.Clamp((long)features * hiddenUnits / WeightsThatOccupyAThread, 1, Environment.ProcessorCount);

    private void Resize(int rows)
    {
        _rows = rows;
        _batch.Resize(rows, Features);
        _batchTransposed.Resize(Features, rows);
        _hidden.Resize(rows, _settings.HiddenUnits);
        if (_logits.Length < rows)
            (_logits, _logitGradients) = (new float[rows], new float[rows]);
    }

    private void Pack(int worker)
    {
        var (first, end) = _team.Share(_batch.Panels, worker);
        _batch.Pack(_features, first, end);
        (first, end) = _team.Share(_batchTransposed.Panels, worker);
        _batchTransposed.PackTransposed(_features, first, end);
    }

    /// <summary>Hidden = batch x weights, added to the bias.</summary>
    private void Forward(int worker)
    {
        var (first, end) = _team.Share(_hidden.Panels, worker);
        for (var panel = first; panel < end; panel++)
        {
            var bias = new ReadOnlySpan<float>(_parameters.HiddenBias + panel * _hidden.Width, _hidden.Width);
            for (var row = 0; row < _rows; row++)
                bias.CopyTo(new Span<float>(_hidden.Panel(panel) + row * _hidden.Width, _hidden.Width));
        }
        Gemm.Multiply(_kernel, _batchTransposed, _parameters.HiddenWeights, new Addition(_hidden.Panel(0), 1), first, end);
    }

    /// <summary>The logit of each row, and the mean loss's gradient with respect to it.</summary>
    private void Score(int worker)
    {
        var (first, end) = _team.Share(_rows, worker);
        for (var row = first; row < end; row++)
        {
            _logits[row] = Logit(row);
            _logitGradients[row] = (float)(CrossEntropy.Gradient(_logits[row], _labels[row]) / _rows);
        }
    }

    /// <summary>
    /// The output bias plus eight sums, of every eighth unit from the first, second, ... on in ascending order; the eight are
    /// added as ((0+4)+(2+6)) + ((1+5)+(3+7)).
    /// </summary>
    private float Logit(int row)
    {
        var sums = Vector256<float>.Zero;
        for (var unit = 0; unit < _settings.HiddenUnits; unit += _hidden.Width)
        {
            var hidden = _hidden.Panel(unit / _hidden.Width) + row * _hidden.Width;
            var end = Math.Min(_hidden.Width, _settings.HiddenUnits - unit);
            for (var i = 0; i < end; i += Vector256<float>.Count)
            {
                var weights = Vector256.Load(_parameters.OutputWeights + unit + i);
                sums = Vector256.FusedMultiplyAdd(Relu(Vector256.Load(hidden + i)), weights, sums);
            }
        }
        var four = sums.GetLower() + sums.GetUpper();
        return *_parameters.OutputBias + (four[0] + four[2] + (four[1] + four[3]));
    }

    /// <summary>The gradients of the panels' parameters, and their update.</summary>
    private void Backward(int worker)
    {
        var (first, end) = _team.Share(_hidden.Panels, worker);
        for (var unit = first * _hidden.Width; unit < end * _hidden.Width; unit += Vector256<float>.Count)
            BackwardThroughUnits(unit, _hidden.Panel(unit / _hidden.Width) + unit % _hidden.Width);
        _descent.UpdateHiddenWeights(_batch, _hidden, first, end);
    }

    /// <summary>
    /// Replaces eight units' values by the gradients with respect to them, and updates their biases and output weights, whose
    /// gradients are sums over the rows in ascending order.
    /// </summary>
    private void BackwardThroughUnits(int unit, float* hidden)
    {
        var outputWeights = Vector256.Load(_parameters.OutputWeights + unit);
        var (weightGradients, biasGradients) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var row = 0; row < _rows; row++, hidden += _hidden.Width)
        {
            var value = Vector256.Load(hidden);
            var logitGradient = Vector256.Create(_logitGradients[row]);
            var gradient = WhereActive(value, logitGradient * outputWeights);
            weightGradients = Vector256.FusedMultiplyAdd(logitGradient, Relu(value), weightGradients);
            biasGradients += gradient;
            gradient.Store(hidden);
        }
        _descent.UpdateOutputWeights(unit, weightGradients);
        _descent.UpdateHiddenBias(unit, biasGradients);
    }

    private void UpdateOutputBias()
    {
        var gradient = 0f;
        for (var row = 0; row < _rows; row++)
            gradient += _logitGradients[row];
        _descent.UpdateOutputBias(gradient);
    }

    private StepMetrics Measure(ReadOnlySpan<float> labels)
    {
        var (loss, right) = (0.0, 0);
        for (var row = 0; row < _rows; row++)
        {
            loss += CrossEntropy.Loss(_logits[row], labels[row]);
            right += _logits[row] > 0 == labels[row] > 0.5f ? 1 : 0;
        }
        return new((float)(loss / _rows), (float)right / _rows);
    }

    private static Vector256<float> Relu(Vector256<float> values) => WhereActive(values, values);

    /// <summary>The results where a unit is active, else 0. Not a number counts as active, so that it stays visible.</summary>
    private static Vector256<float> WhereActive(Vector256<float> units, Vector256<float> results) =>
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(units, Vector256<float>.Zero), Vector256<float>.Zero, results);
}
