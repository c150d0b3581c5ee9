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
    public void Abi_OfTheLoadedLibrary_IsTheHeaders()
    {
        Assert.That(Native.glue_abi(), Is.EqualTo(Defined()["GLUE_ABI"]));
    }

    [Test]
    public void Constants_OfBothSides_AreTheSame()
    {
        Dictionary<string, int> managed = typeof(Glue).GetFields().ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!);

        Assert.That(managed, Is.EquivalentTo(Defined()));
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
