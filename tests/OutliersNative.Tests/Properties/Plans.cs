using FsCheck;
using FsCheck.Fluent;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Properties;

/// <summary>Generates plans: most results name positions or are masks, some are invalid.</summary>
internal static class Plans
{
    private static readonly ulong[] OddBits =
    [
        0, 1UL << 63, 1, 0x8000_0000_0000_0001, 0x000F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000, // zeros and denormals
        0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF, // infinities, the largest
        0x7FF8_0000_0000_0000, 0x7FF0_0000_0000_0001, 0xFFFF_FFFF_FFFF_FFFF, 0x7FF4_DEAD_BEEF_0001, // NaN with payloads
    ];

    private static Gen<ulong> Bits => Gen.Frequency(
        (1, Gen.Elements(OddBits)),
        (3, from high in Gen.Choose(int.MinValue, int.MaxValue)
            from low in Gen.Choose(int.MinValue, int.MaxValue)
            select ((ulong)(uint)high << 32) | (uint)low));

    /// <summary>Around 128, the number of positions that fit on the stack, and around the limits of int8 and uint8.</summary>
    private static Gen<int> Length => Gen.Frequency(
        (12, Gen.Choose(1, 20)), (3, Gen.Choose(120, 136)), (2, Gen.Choose(250, 260)), (1, Gen.Choose(300, 2000)));

    public static Arbitrary<Plan> All => Gen.Frequency((4, Positions), (2, Mask), (1, Wrong))
        .Where(plan => plan.IsPossible)
        .ToArbitrary();

    private static Gen<Plan> Positions =>
        from length in Length
        from order in Gen.Shuffle(Enumerable.Range(0, length).Select(position => (long)position))
        from count in Gen.OneOf(Gen.Choose(0, length), Gen.Choose(0, Math.Min(length, 3)))
        from isSorted in Gen.Elements(true, false)
        from dtype in Gen.Choose(0, Plan.Bool - 1)
        from plan in Any(length)
        select plan with { Result = isSorted ? [.. order.Take(count).Order()] : [.. order.Take(count)], Dtype = dtype };

    private static Gen<Plan> Mask =>
        from length in Length
        from mask in Gen.ArrayOf(Gen.Choose(0, 1), length)
        from plan in Any(length)
        select plan with { Result = [.. mask.Select(item => (long)item)], Dtype = Plan.Bool };

    /// <summary>Any dtype and number of dimensions, with items that are out of range, repeated, or too many.</summary>
    private static Gen<Plan> Wrong =>
        from length in Length
        from size in Gen.Choose(0, 6)
        from items in Gen.ArrayOf(Gen.Frequency((3, Gen.Choose(0, length)), (1, Gen.Elements(-1, -length, length, 100_000))), size)
        from dtype in Gen.Choose(0, Plan.DtypeCount - 1)
        from container in Gen.Choose(0, Plan.ContainerCount - 1)
        from plan in Any(length)
        where dtype <= Plan.Bool || container is not (1 or 2 or 5) // NumPy would choose another dtype for those items
        select plan with { Result = Fitting(items, dtype), Dtype = dtype, Container = container };

    private static Gen<Plan> Any(int length) =>
        from input in Gen.ArrayOf(Bits, length)
        from isSwapped in Gen.Elements(true, false)
        from layout in Gen.Choose(0, Plan.LayoutCount - 1)
        from container in Gen.Choose(0, 5)
        from kind in Gen.Elements(InputKind.All.ToArray())
        select new Plan(input, [], 0, isSwapped, layout, container, kind);

    /// <summary>Makes the items fit the dtype: a bool is 0 or 1, an unsigned integer is not negative, text has at most three characters.</summary>
    private static long[] Fitting(int[] items, int dtype) =>
        [.. items.Select(item => dtype == Plan.Bool ? item & 1 : dtype is 0 or 2 or 4 or 6 or 8 ? item : (long)Math.Abs(item))];
}
