using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>What was wanted of a figure, and what came of it.</summary>
internal sealed record Target(string Name, bool IsAtMost, double Wanted, double Measured)
{
    public bool IsMet => IsAtMost ? Measured <= Wanted : Measured >= Wanted;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"target {Name}: at {(IsAtMost ? "most" : "least")} {Wanted:0.##}, measured {Measured:0.##}, {(IsMet ? "met" : "missed")}");
}
