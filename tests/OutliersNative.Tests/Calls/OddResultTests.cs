using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Results of unusual types, dtypes, shapes and items that name no positions.</summary>
public sealed class OddResultTests
{
    [TestCase("pretends", "an object of type Pretends")]
    [TestCase("nameless", "an object of type ?")]
    [TestCase("a_range", "an object of type range")]
    [TestCase("a_set", "an object of type set")]
    [TestCase("some_bytes", "an object of type bytes")]
    [TestCase("a_memoryview", "an object of type memoryview")]
    [TestCase("an_array_array", "an object of type array")]
    [TestCase("a_deque", "an object of type deque")]
    [TestCase("a_bool", "an object of type bool")]
    [TestCase("a_class", "an object of type type")]
    [TestCase("not_implemented", "an object of type NotImplementedType")]
    [TestCase("coroutine", "an object of type coroutine")]
    [TestCase("asynchronous_generator", "an object of type async_generator")]
    [TestCase("future", "an object of type Future")]
    [TestCase("float16", "an array of dtype float16 and shape (2,)")]
    [TestCase("long_double", "an array of dtype ")]
    [TestCase("times", "an array of dtype timedelta64[s] and shape (2,)")]
    [TestCase("byte_strings", "an array of dtype |S1 and shape (2,)")]
    [TestCase("voids", "an array of dtype |V8 and shape (2,)")]
    [TestCase("records", "an array of dtype [('position', '<i8')] and shape (2,)")]
    [TestCase("record_array", "an array of dtype (numpy.record, [('position', '<i8')]) and shape (2,)")]
    [TestCase("matrix", "an array of dtype int64 and shape (1, 2)")]
    [TestCase("empty_matrix", "an array of dtype int64 and shape (0, 3)")]
    [TestCase("many_dimensions", "an array of dtype int64 and shape (1, 1, 1, ")]
    [TestCase("zero_dimensional_bool", "an array of dtype bool and shape ()")]
    [TestCase("masked_constant", "a masked array")]
    [TestCase("masked_in_tuple", "a masked array")]
    [TestCase("one_for_all", "one label for each value, 1 or -1")]
    public void Detect_WhenTypeIsOdd_RejectsTheResult(string function, string fragment) =>
        HostileResultTests.AssertRejected("returns_odd", function, fragment);

    [TestCase("huge_mask", "a bool mask of 1000000000000 values for an input of 5")]
    [TestCase("huge_swapped", "1000000000000 positions for an input of 5 values")]
    [TestCase("huge_matrix", "an array of dtype int64 and shape (1000000, 1000000)")]
    [TestCase("huge_floats", "an array of dtype float64 and shape (1000000000000,)")]
    [TestCase("huge_in_tuple", "1000000000000 positions for an input of 5 values")]
    public void Detect_WhenResultClaimsToBeHuge_RejectsItBeforeCopying(string function, string fragment) =>
        HostileResultTests.AssertRejected("returns_odd", function, fragment);

    [TestCase("list_of_floats", "a list that NumPy reads as an array of dtype float64 and shape (2,)")]
    [TestCase("list_of_nan", "a list that NumPy reads as an array of dtype float64 and shape (1,)")]
    [TestCase("list_of_nones", "a list that NumPy reads as an array of dtype object and shape (2,)")]
    [TestCase("tuple_of_texts", "a tuple that holds an object of type str")]
    [TestCase("list_above_int64", "a list that NumPy reads as an array of dtype ")]
    [TestCase("list_above_uint64", "a list that NumPy reads as an array of dtype object and shape (2,)")]
    [TestCase("list_below_int64", "a list that NumPy reads as an array of dtype object and shape (2,)")]
    [TestCase("array_in_list", "a list that NumPy reads as an array of dtype int64 and shape (1, 2)")]
    [TestCase("list_in_tuple", "a tuple that holds an object of type list")]
    [TestCase("list_in_itself", "a list that holds an object of type list")]
    [TestCase("deeply_nested_list", "a list that holds an object of type list")]
    [TestCase("list_of_index_only", "a list that NumPy reads as an array of dtype object and shape (2,)")]
    [TestCase("list_of_bad_interface", "a list of which NumPy makes no array (")]
    [TestCase("list_of_generators", "a list that NumPy reads as an array of dtype object and shape (2,)")]
    public void Detect_WhenItemsAreOdd_RejectsTheResult(string function, string fragment) =>
        HostileResultTests.AssertRejected("returns_odd", function, fragment);

    [TestCase("list_of_raising_interface", "a list of which NumPy makes no array (no interface for you)")]
    [TestCase("list_of_unequal_arrays", "a list of which NumPy makes no array (")]
    public void Detect_WhenNumPyRejectsTheItems_SaysWhy(string function, string fragment)
    {
        Since.NumPy(1, 24, "makes an array of objects of these");

        HostileResultTests.AssertRejected("returns_odd", function, fragment);
    }

    [Test]
    public void Detect_WhenItemsAreIntegersWhoseIndexRaises_ReadsTheirValue()
    {
        using var outliers = new Outliers("returns_odd", "list_of_refusing_index");

        long[] positions = outliers.Detect(Five.Values());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_WhenReadingAnItemRaisesSystemExit_ThrowsAsForAnyException()
    {
        Since.NumPy(1, 24, "swallows what is raised there");
        using var outliers = new Outliers("returns_odd", "list_of_exiting_arrays");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo("SystemExit"));
        Assert.That(thrown.Message, Is.EqualTo("exit from __array__"));
    }
}
