using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Discovery;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>For which processor a file is: real ones, the first bytes of others, and files that are no programs.</summary>
public sealed class BinaryFileTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Processor_OfThePythonThatRuns_IsThatOfThisProcess()
    {
        string own = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

        Assert.That(BinaryFile.Processor(PythonRuntime.Current!.Library), Is.EqualTo(own));
    }

    [TestCase("7F454C46", 18, "B700", "arm64")]
    [TestCase("7F454C46", 18, "0300", "x86")]
    [TestCase("7F454C46", 18, "F300", "ELF machine 243")]
    [TestCase("CFFAEDFE", 4, "0C000001", "arm64")]
    [TestCase("CFFAEDFE", 4, "07000001", "x64")]
    [TestCase("4D5A", 60, "4000000050450000AA64", "PE machine 64aa")]
    [TestCase("4D5A", 60, "400000005045000064AA", "arm64")]
    [TestCase("4D5A", 60, "40000000504500006486", "x64")]
    [TestCase("4D5A", 60, "FFFFFF7F504500006486", null)]
    [TestCase("4D5A", 60, "FFFFFFFF504500006486", null)]
    [TestCase("2321", 2, "2F62696E2F7368", null)]
    public void Processor_OfAHead_IsWhatItSays(string start, int at, string there, string? expected)
    {
        byte[] bytes = new byte[128];
        Convert.FromHexString(start).CopyTo(bytes, 0);
        Convert.FromHexString(there).CopyTo(bytes, at);
        string file = _folder.In("head");
        File.WriteAllBytes(file, bytes);

        Assert.That(BinaryFile.Processor(file), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("MZ")]
    public void Processor_OfAShortFile_IsUnknown(string text)
    {
        Assert.That(BinaryFile.Processor(_folder.Write("short", text)), Is.Null);
    }

    [Test]
    public void Processor_OfAMissingFile_IsUnknown()
    {
        Assert.That(BinaryFile.Processor(_folder.In("missing")), Is.Null);
    }
}
