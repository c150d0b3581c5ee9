using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Results that name no positions. Each message says what came, what was expected, and how to fix it.</summary>
public sealed class RejectedResultTests
{
    [TestCase("floats",
        "returned an array of dtype float64 and shape (2,); expected positions as a one-dimensional integer array, "
        + "or a bool mask of shape (5,): return np.flatnonzero(mask)")]
    [TestCase("two_dimensional",
        "returned an array of dtype int64 and shape (2, 1); expected positions as a one-dimensional integer array, "
        + "or a bool mask of shape (5,): return np.flatnonzero(mask)")]
    [TestCase("none",
        "returned an object of type NoneType; expected an ndarray of positions or a bool mask of the input's shape: "
        + "is a return statement missing? return np.flatnonzero(mask), or np.asarray(…) of what you have")]
    [TestCase("text",
        "returned an object of type str; expected an ndarray of positions or a bool mask of the input's shape: "
        + "return np.flatnonzero(mask), or np.asarray(…) of what you have")]
    [TestCase("out_of_range",
        "returned position 5 (at index 1 of its result); expected 0 to 4, for an input of 5 values: "
        + "positions count from 0, from the start")]
    [TestCase("negative",
        "returned position -2 (at index 1 of its result); expected 0 to 4, for an input of 5 values: "
        + "positions count from 0, from the start")]
    [TestCase("above_int64",
        "returned position 9223372036854775813 (at index 1 of its result); expected 0 to 4, for an input of 5 values: "
        + "positions count from 0, from the start")]
    [TestCase("repeated",
        "returned position 3 more than once; expected each at most once: np.unique drops repeated ones")]
    [TestCase("flags_as_integers",
        "returned one integer for each value, 0 or 1; expected positions of outliers, or a bool mask: return np.flatnonzero(flags)")]
    [TestCase("labels",
        "returned one label for each value, 1 or -1, as scikit-learn's fit_predict does; expected positions of outliers: "
        + "return np.flatnonzero(labels == -1)")]
    public void Detect_WhenResultNamesNoPositions_SaysWhatCameAndWhatIsWanted(string function, string message)
    {
        using var outliers = new Outliers("returns", function);

        var thrown = Assert.Throws<InvalidResultException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.Message, Is.EqualTo($"returns.{function} {message}"));
    }

    [TestCase("complex_numbers", "array of dtype complex128 and shape (2,)")]
    [TestCase("dates", "array of dtype datetime64[D] and shape (2,)")]
    [TestCase("objects", "array of dtype object and shape (2,)")]
    [TestCase("zero_dimensional", "array of dtype int64 and shape ()")]
    [TestCase("a_dict", "an object of type dict")]
    [TestCase("a_generator", "an object of type generator")]
    [TestCase("scalar", "an object of type int64")]
    [TestCase("where_pair", "(2, 2)")]
    [TestCase("short_mask", "a bool mask of 4 values for an input of 5")]
    [TestCase("masked_array", "a masked array")]
    [TestCase("too_many", "6 positions for an input of 5 values")]
    [TestCase("huge_broadcast", "1000000000 positions for an input of 5 values")]
    [TestCase("ragged_list", "a list that holds an object of type list")]
    [TestCase("list_of_texts", "a list that holds an object of type str")]
    [TestCase("long_type_name", "an object of type éééé")]
    public void Detect_WhenResultNamesNoPositions_SaysWhatCame(string function, string fragment)
    {
        using var outliers = new Outliers("returns", function);

        var thrown = Assert.Throws<InvalidResultException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.Message, Does.StartWith($"returns.{function} returned ").And.Contains(fragment).And.Contains("; expected "));
        Assert.That(thrown.Message, Does.Not.Contain("\ufffd"), "text is UTF-8");
    }

    [Test]
    public void Detect_OfEveryInputKind_RejectsTheSameResults(
        [Values("none", "repeated", "out_of_range")] string function,
        [ValueSource(typeof(InputKind), nameof(InputKind.All))] InputKind kind)
    {
        using var outliers = new Outliers("returns", function);

        Assert.Throws<InvalidResultException>(() => kind.Detect(outliers, Five.Values()));
    }

    [Test]
    public void Detect_AfterARejectedResult_Works()
    {
        using var rejected = new Outliers("returns", "none");
        using var outliers = new Outliers("good_results", "int64");
        Assert.Throws<InvalidResultException>(() => rejected.Detect(Five.Values()));

        long[] positions = outliers.Detect(Five.Values());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }
}
