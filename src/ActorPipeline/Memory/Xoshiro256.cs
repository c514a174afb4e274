using System.Numerics;

namespace ActorPipeline.Memory;

/// <summary>
/// xoshiro256** 1.0 by Blackman and Vigna (https://prng.di.unimi.it/xoshiro256starstar.c), seeded by SplitMix64 as its authors advise.
/// Chosen over <see cref="System.Random"/> because its sequence is specified: it is the same on every machine and in every version,
/// and its state is four words that fit into a cursor.
/// </summary>
public sealed class Xoshiro256
{
    private ulong _s0, _s1, _s2, _s3;

    private Xoshiro256(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>The state of a generator.</summary>
    public readonly record struct Words(ulong S0, ulong S1, ulong S2, ulong S3);

    /// <summary>The four words of the state.</summary>
    public Words State => new(_s0, _s1, _s2, _s3);

    /// <summary>A generator that goes on from a state.</summary>
    public static Xoshiro256 FromWords(Words state) => new(state.S0, state.S1, state.S2, state.S3);

    /// <summary>A generator whose state is the first four outputs of SplitMix64 started at <paramref name="seed"/>.</summary>
    public static Xoshiro256 FromSeed(ulong seed)
    {
        return new(SplitMix(ref seed), SplitMix(ref seed), SplitMix(ref seed), SplitMix(ref seed));

        static ulong SplitMix(ref ulong state)
        {
            var z = state += 0x9e3779b97f4a7c15;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>
    /// A number from 0 to <paramref name="bound"/> - 1, each equally likely: Lemire's multiply-and-reject
    /// (https://arxiv.org/abs/1805.10941), without the bias of a remainder.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var n = (ulong)bound;
        var high = Math.BigMul(Next(), n, out var low);
        if (low < n)
        {
            var reject = (0 - n) % n;
            while (low < reject)
                high = Math.BigMul(Next(), n, out low);
        }
        return (int)high;
    }

    /// <summary>A float in [0, 1): the upper 24 bits of <see cref="Next"/>, so each multiple of 2^-24 is equally likely.</summary>
    public float NextSingle() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>A double in [0, 1): the upper 53 bits of <see cref="Next"/>.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Puts the items into one of their orders, each equally likely (Fisher-Yates, from the last down).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
