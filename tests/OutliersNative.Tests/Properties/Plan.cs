using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Properties;

/// <summary>A result that planned_results.py returns for an input, and what Detect must return for it.</summary>
/// <param name="Input">The bits of each input value.</param>
/// <param name="Result">Positions in any order, or a mask of 0 and 1.</param>
/// <param name="Dtype">An index in the fixture's DTYPES.</param>
/// <param name="IsSwapped">Whether the items have the other byte order.</param>
/// <param name="Layout">An index in LAYOUTS.</param>
/// <param name="Container">An index in CONTAINERS.</param>
/// <param name="InputKind">How the input is passed to Detect.</param>
public sealed record Plan(ulong[] Input, long[] Result, int Dtype, bool IsSwapped, int Layout, int Container, InputKind InputKind)
{
    public const int Bool = 10;
    public const int DtypeCount = 22;
    public const int LayoutCount = 7;
    public const int ContainerCount = 8;

    /// <summary>The largest position that each integer dtype can hold.</summary>
    private static readonly long[] Largest = [127, 255, 32767, 65535, int.MaxValue, uint.MaxValue];

    private const int FirstInTwoDimensions = 6;

    /// <summary>Whether the dtype can hold each item.</summary>
    public bool IsPossible =>
        Dtype >= Largest.Length || Result.All(item => Math.Abs(item) <= Largest[Dtype]);

    /// <summary>The positions that Detect must return; null if it must throw.</summary>
    public long[]? Expected()
    {
        if (Container >= FirstInTwoDimensions)
        {
            return null;
        }
        if (Result.Length == 0)
        {
            return []; // of any dtype
        }
        if (Dtype >= Bool)
        {
            return Dtype == Bool && Result.Length == Input.Length ? [.. Trues()] : null;
        }
        bool areRight = Result.All(item => item >= 0 && item < Input.Length) && Result.Distinct().Count() == Result.Length;
        return areRight ? Result : null;
    }

    /// <summary>The argument of the fixture's function `plan`. Each number is exact as a double.</summary>
    public double[] Encoded() =>
    [
        Dtype, IsSwapped ? 1 : 0, Layout, Container, Result.Length,
        .. Result.Select(item => (double)item),
        .. Input.SelectMany(bits => new double[] { bits >> 32, (uint)bits }),
    ];

    public double[] Values() => [.. Input.Select(BitConverter.UInt64BitsToDouble)];

    public override string ToString() =>
        $"{Input.Length} values by {InputKind}; dtype {Dtype}, swapped {IsSwapped}, layout {Layout}, container {Container}, "
        + $"result [{string.Join(' ', Result)}], input [{string.Join(' ', Input.Select(bits => bits.ToString("x", null)))}]";

    private IEnumerable<long> Trues() => Result.Index().Where(item => item.Item != 0).Select(item => (long)item.Index);
}
