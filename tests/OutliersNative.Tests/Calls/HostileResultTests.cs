using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Results that lie about themselves, change while they are read, or name no positions in an unusual way. After each
/// of them an ordinary call works.</summary>
public sealed class HostileResultTests
{
    [TearDown]
    public void AnOrdinaryCallWorks()
    {
        using var outliers = new Outliers("outliers", "detect");
        Assert.That(outliers.Detect([0, 0, 0, 0, 0, 0, 0, 9]), Is.EqualTo(new long[] { 7 }));
    }

    [Test]
    public void Detect_WhenResultLiesAboutItself_ReadsWhatItHolds(
        [Values("lying_array", "lying_swapped_array", "lying_mask", "lying_array_in_tuple", "raising_mask_attribute",
            "lying_array_of_changed_class", "lying_tuple", "lying_list", "list_refusing_iteration", "named_tuple",
            "mask_of_odd_bytes")] string function)
    {
        using var outliers = new Outliers("returns_hostile", function);

        long[] positions = outliers.Detect(Five.Values());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_WhenResultHasNoAttributes_ReadsWhatItHolds()
    {
        Since.NumPy(1, 24, "cannot make such an array without an error of its own");
        using var outliers = new Outliers("returns_hostile", "without_attributes");

        long[] positions = outliers.Detect(Five.Values());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCase("list_that_clears_itself")]
    [TestCase("list_that_grows")]
    [TestCase("list_that_replaces_an_item")]
    public void Detect_WhenItemsChangeTheirList_ReadsItAsItWasReturned(string function)
    {
        using var outliers = new Outliers("returns_hostile", function);

        long[] positions = outliers.Detect(Five.Values());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCase("shrinking_sequences", "a list that holds an object of type Shrinks")]
    [TestCase("list_of_clearing_list", "a list that holds an object of type list")]
    [TestCase("tuple_of_clearing_list", "a tuple that holds an object of type tuple")]
    [TestCase("sequence_of_clearing_list", "a list that holds an object of type HoldsList")]
    public void Detect_WhenItemsChangeAnInnerList_RejectsTheResult(string function, string fragment) =>
        AssertRejected("returns_hostile", function, fragment);

    [TestCase("the_input", "an array of dtype float64 and shape (5,)")]
    [TestCase("part_of_input", "an array of dtype float64 and shape (2,)")]
    [TestCase("input_as_bools", "a bool mask of 40 values for an input of 5")]
    [TestCase("input_as_column", "an array of dtype float64 and shape (5, 1)")]
    [TestCase("input_as_integers", "position 4621819117588971520 (at index 0 of its result)")]
    [TestCase("input_as_row_of_matrix", "position 4621819117588971520 (at index 0 of its result)")]
    public void Detect_WhenResultIsTheInputInADisguise_RejectsIt(string function, string fragment) =>
        AssertRejected("returns_hostile", function, fragment);

    [TestCase("input_as_integers")]
    [TestCase("input_as_row_of_matrix")]
    public void Detect_WhenResultIsTheBitsOfTheInput_ReadsThem(string function)
    {
        double[] data = [.. new long[] { 4, 0, 2, 1, 3 }.Select(BitConverter.Int64BitsToDouble)];
        using var outliers = new Outliers("returns_hostile", function);

        long[] positions = outliers.Detect(data);

        Assert.That(positions, Is.EqualTo(new long[] { 4, 0, 2, 1, 3 }));
        Assert.That(Counters.Now().leases, Is.Zero);
    }

    [Test]
    public void Detect_WhenResultRetainsTheInputAsItIsFreed_PinOutlivesCall()
    {
        RetainWhenFreed();

        RetainedInput.MoveEverything();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        RetainedInput.Release();
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // else a register could keep the array alive
    private static void RetainWhenFreed()
    {
        using var outliers = new Outliers("retains", "when_result_is_freed");
        outliers.Detect(Five.Values());
    }

    internal static void AssertRejected(string module, string function, string fragment)
    {
        using var outliers = new Outliers(module, function);

        var thrown = Assert.Throws<InvalidResultException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.Message, Does.StartWith($"{module}.{function} returned {fragment}").And.Contains("; expected "));
    }
}
