using System.Globalization;
using NUnit.Framework;

namespace OutliersNative.Tests.Support;

/// <summary>Ignores a test if NumPy is older than the test needs.</summary>
internal static class Since
{
    public static void NumPy(int major, int minor, string older)
    {
        string[] have = PythonRuntime.Current!.NumPyVersion.Split('.');
        if (new Version(Number(have[0]), Number(have[1])) < new Version(major, minor))
        {
            Assert.Ignore($"NumPy before {major}.{minor} {older}.");
        }
    }

    private static int Number(string part) => int.Parse(part, CultureInfo.InvariantCulture);
}
