using System.Text.RegularExpressions;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Every form of result in good_results.py, for every kind of input.</summary>
public sealed partial class AcceptedResultTests
{
    private static readonly long[] SecondAndFourth = [1, 3];

    /// <summary>The forms that name other positions than 1 and 3.</summary>
    private static readonly Dictionary<string, long[]> Others = new()
    {
        ["bool_mask_broadcast_names_all"] = [0, 1, 2, 3, 4],
        ["bool_mask_names_none"] = [],
        ["where_tuple_names_none"] = [],
        ["tuple_of_one_int_names_3"] = [3],
        ["empty_float"] = [],
        ["empty_object"] = [],
        ["empty_list"] = [],
        ["empty_tuple"] = [],
        ["unsorted_names_3_then_1"] = [3, 1],
        ["unsorted_names_all"] = [4, 0, 3, 1, 2],
        ["all_positions"] = [0, 1, 2, 3, 4],
        ["last_position"] = [4],
    };

    [Test]
    public void Detect_WhenResultIsAccepted_GivesPositions(
        [ValueSource(nameof(Forms))] string form, [ValueSource(typeof(InputKind), nameof(InputKind.All))] InputKind kind)
    {
        long[] expected = Others.GetValueOrDefault(form, SecondAndFourth);
        using var outliers = new Outliers("good_results", form);

        long[] positions = kind.Detect(outliers, Five.Values());

        Assert.That(positions, Is.EqualTo(expected));
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_WhenResultIsViewOfInput_CopiesItAndMakesNoLease(InputKind kind)
    {
        double[] data = [.. new long[] { 4, 0, 2, 1, 3 }.Select(BitConverter.Int64BitsToDouble)];
        using var outliers = new Outliers("good_results", "view_of_input");

        long[] positions = kind.Detect(outliers, data);

        Assert.That(positions, Is.EqualTo(new long[] { 4, 0, 2, 1, 3 }));
        Assert.That(Counters.Now().leases, Is.Zero);
    }

    [Test]
    public void Forms_ReadFromTheFixture_AreAllThere()
    {
        Assert.That(Forms, Has.Count.GreaterThanOrEqualTo(43));
        Assert.That(Others.Keys, Is.SubsetOf(Forms));
    }

    private static List<string> Forms
    {
        get
        {
            string source = File.ReadAllText(Path.Combine(Places.Fixtures, "good_results.py"));
            return [.. Function().Matches(source).Select(match => match.Groups[1].Value).Where(name => name is not "view_of_input")];
        }
    }

    [GeneratedRegex(@"^def (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Function();
}
