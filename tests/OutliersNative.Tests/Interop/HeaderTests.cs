using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework;
using OutliersNative.Interop;

namespace OutliersNative.Tests.Interop;

/// <summary>The constants and functions of glue.h, as its text has them, against C#'s.</summary>
public sealed partial class HeaderTests
{
    private static readonly string Header = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "glue.h"));

    [Test]
    public void Abi_OfBothSidesAndTheHeader_IsTheSame()
    {
        Assert.That(Native.glue_abi(), Is.EqualTo(Native.Abi));
        Assert.That(Defined()["GLUE_ABI"], Is.EqualTo(Native.Abi));
    }

    [TestCase("GLUE_OK", GlueStatus.Ok)]
    [TestCase("GLUE_E_PYTHON", GlueStatus.Python)]
    [TestCase("GLUE_E_RESULT", GlueStatus.Result)]
    [TestCase("GLUE_E_LOAD", GlueStatus.Load)]
    [TestCase("GLUE_E_STATE", GlueStatus.State)]
    [TestCase("GLUE_E_MEMORY", GlueStatus.Memory)]
    [TestCase("GLUE_FLOAT64", glue_array.Float64)]
    public void Constant_OfBothSides_IsTheSame(string name, int value)
    {
        Assert.That(Defined()[name], Is.EqualTo(value));
    }

    [Test]
    public void Statuses_OfTheHeader_AllHaveOneInCSharp()
    {
        IEnumerable<int> header = Defined().Where(entry => entry.Key is "GLUE_OK" || entry.Key.StartsWith("GLUE_E_", StringComparison.Ordinal)).Select(entry => entry.Value);

        IEnumerable<int> managed = typeof(GlueStatus).GetFields().Select(field => (int)field.GetRawConstantValue()!);

        Assert.That(managed, Is.EquivalentTo(header));
    }

    [Test]
    public void Functions_OfTheHeader_AreThoseThatCSharpImports()
    {
        IEnumerable<string> header = Export().Matches(Header).Select(match => match.Groups[1].Value);

        IEnumerable<string> managed = typeof(Native).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
            .Select(method => method.Name);

        Assert.That(managed, Is.EquivalentTo(header));
    }

    private static Dictionary<string, int> Defined() =>
        Definition().Matches(Header).ToDictionary(
            match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^#define (GLUE_\w+) \(?(-?\d+)\)?", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"^GLUE_EXPORT [^(]*?(\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Export();
}
