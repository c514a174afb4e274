using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// A step of gradient descent with momentum, as PyTorch's SGD takes it: velocity = momentum x velocity + gradient, two operations;
/// then weight -= rate x velocity, by one fused multiply-add. A gradient in several parts is added to the velocity part by part, and
/// the weights, null until then, are updated with the last.
/// </summary>
/// <remarks>
/// A velocity below the normal numbers is 0: without gradients it would stay there for ever, and CPUs compute slowly with such numbers.
/// </remarks>
internal readonly unsafe struct MomentumDescent(float* velocities, float* weights, float momentum, float rate) : ISumUpdate<MomentumDescent>
{
    private const float SmallestNormal = 1.17549435e-38f;

    public MomentumDescent Part(bool isFirst, bool isLast) => new(velocities, isLast ? weights : null, isFirst ? momentum : 1, rate);

    public void Apply(nint offset, float gradient)
    {
        var velocity = momentum * velocities[offset] + gradient;
        velocity = MathF.Abs(velocity) < SmallestNormal ? 0 : velocity;
        velocities[offset] = velocity;
        if (weights is not null)
            weights[offset] = MathF.FusedMultiplyAdd(-rate, velocity, weights[offset]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(nint offset, Vector256<float> gradients)
    {
        var velocity = Vector256.Create(momentum) * Vector256.Load(velocities + offset) + gradients;
        velocity = Vector256.AndNot(velocity, Vector256.LessThan(Vector256.Abs(velocity), Vector256.Create(SmallestNormal)));
        velocity.Store(velocities + offset);
        if (weights is not null)
            Vector256.FusedMultiplyAdd(Vector256.Create(-rate), velocity, Vector256.Load(weights + offset)).Store(weights + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(nint offset, Vector512<float> gradients)
    {
        var velocity = Vector512.Create(momentum) * Vector512.Load(velocities + offset) + gradients;
        velocity = Vector512.AndNot(velocity, Vector512.LessThan(Vector512.Abs(velocity), Vector512.Create(SmallestNormal)));
        velocity.Store(velocities + offset);
        if (weights is not null)
            Vector512.FusedMultiplyAdd(Vector512.Create(-rate), velocity, Vector512.Load(weights + offset)).Store(weights + offset);
    }
}
