using NUnit.Framework;

namespace OutliersNative.Tests.Support;

/// <summary>What a function of raises.py raises.</summary>
internal static class Raised
{
    public static PythonException By(string function)
    {
        using var outliers = new Outliers("raises", function);
        return Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()))!;
    }
}
