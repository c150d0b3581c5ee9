using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OutliersNative.Bench;

/// <summary>The plain formula in C#, vectorized: what is to be had where the detector need not be Python.</summary>
internal static class PlainCSharp
{
    public static long[] Detect(ReadOnlySpan<double> data)
    {
        double mean = TensorPrimitives.Average(data), limit = 2 * TensorPrimitives.StdDev(data);
        // At most a quarter of all values lie more than two standard deviations off: Chebyshev's inequality.
        long[] rented = ArrayPool<long>.Shared.Rent(data.Length / 4 + 1);
        long[] positions = rented[..Find(data, mean, limit, rented)];
        ArrayPool<long>.Shared.Return(rented);
        return positions;
    }

    private static int Find(ReadOnlySpan<double> data, double mean, double limit, Span<long> positions)
    {
        ReadOnlySpan<Vector512<double>> vectors = MemoryMarshal.Cast<double, Vector512<double>>(data);
        Vector512<double> means = Vector512.Create(mean), limits = Vector512.Create(limit);
        int count = 0;
        for (int i = 0; i < vectors.Length; i++)
        {
            if (!Vector512.GreaterThanAny(Vector512.Abs(vectors[i] - means), limits)) continue;
            int first = i * Vector512<double>.Count;
            count += FindEach(data, first, first + Vector512<double>.Count, mean, limit, positions[count..]);
        }
        return count + FindEach(data, vectors.Length * Vector512<double>.Count, data.Length, mean, limit, positions[count..]);
    }

    private static int FindEach(ReadOnlySpan<double> data, int first, int end, double mean, double limit, Span<long> positions)
    {
        int count = 0;
        for (int i = first; i < end; i++)
        {
            if (Math.Abs(data[i] - mean) > limit) positions[count++] = i;
        }
        return count;
    }
}
