using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Properties;

/// <summary>What planned_results.py is to return for an input, and so what Detect must give: made here, before Python
/// has seen anything.</summary>
/// <param name="Input">The bits of each value of the input.</param>
/// <param name="Result">Positions, in any order; or 0 and 1, a mask.</param>
/// <param name="Dtype">An index in the fixture's DTYPES.</param>
/// <param name="IsSwapped">Whether the bytes of each item stand in the other order.</param>
/// <param name="Layout">An index in LAYOUTS.</param>
/// <param name="Container">An index in CONTAINERS.</param>
/// <param name="InputKind">How the input goes to Detect.</param>
public sealed record Plan(ulong[] Input, long[] Result, int Dtype, bool IsSwapped, int Layout, int Container, InputKind InputKind)
{
    public const int Bool = 10;
    public const int DtypeCount = 22;
    public const int LayoutCount = 7;
    public const int ContainerCount = 8;

    /// <summary>The largest position that each integer dtype can hold.</summary>
    private static readonly long[] Largest = [127, 255, 32767, 65535, int.MaxValue, uint.MaxValue];

    private const int FirstInTwoDimensions = 6;

    /// <summary>Whether the dtype can hold each item, and a layout, a byte order and a container be made of it.</summary>
    public bool IsPossible =>
        Dtype >= Largest.Length || Result.All(item => Math.Abs(item) <= Largest[Dtype]);

    /// <summary>The positions that Detect must give; null if it must refuse.</summary>
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

    /// <summary>What the function `plan` takes; each number is small enough to be a double.</summary>
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
