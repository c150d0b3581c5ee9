using NUnit.Framework;

namespace OutliersNative.Tests.Functions;

/// <summary>Keyword arguments, prepared once.</summary>
public sealed class KeywordTests
{
    private readonly double[] _data = [10, 900, 20, 800, 30];

    [Test]
    public void Detect_WithKeywords_PassesThem()
    {
        using var strict = new Outliers("outliers", "detect", new() { ["threshold"] = 1.2, ["nan"] = "omit" });
        using var above = new Outliers("keywords", "above", new() { ["limit"] = 850 });

        Assert.That(strict.Detect(_data), Is.EqualTo(new long[] { 1 }));
        Assert.That(above.Detect(_data), Is.EqualTo(new long[] { 1 }));
        Assert.That(above.DetectMany([_data, [1], _data]), Is.EqualTo(new long[][] { [1], [], [1] }));
    }

    [Test]
    public void DetectMany_OfAFunctionWithMany_PassesThemToIt()
    {
        using var outliers = new Outliers("keywords", "with_many", new() { ["limit"] = 850 });

        Assert.That(outliers.DetectMany([_data, _data]), Is.EqualTo(new long[][] { [1], [1] }));
    }

    [TestCaseSource(nameof(Values))]
    public void Keyword_OfEachType_ArrivesAsPythonWritesIt(object? value, string expected)
    {
        using var tell = new Outliers("keywords", "tell", new() { ["v"] = value });

        Assert.That(Told(tell), Is.EqualTo($"5 v={expected}"));
    }

    [Test]
    public void Keywords_OfNumbers_KeepTheirPythonTypes()
    {
        using var types = new Outliers("keywords", "types", new() { ["a"] = 3.0, ["b"] = 3, ["c"] = 1e300, ["d"] = true, ["e"] = 3f });

        Assert.That(Told(types), Is.EqualTo("a:float b:int c:float d:bool e:float"));
    }

    [TestCaseSource(nameof(Arrays))]
    public void Keyword_OfAnArray_IsAReadOnlyCopy(Array value, string expected)
    {
        using var tell = new Outliers("keywords", "array", new() { ["value"] = value });
        Array.Clear(value);

        Assert.That(Told(tell), Is.EqualTo(expected + " writeable=False"));
    }

    [Test]
    public void Keywords_ThatChangeLater_HaveNoEffect()
    {
        var keywords = new Dictionary<string, object?> { ["limit"] = 850 };
        using var above = new Outliers("keywords", "above", keywords);

        keywords["limit"] = 0;

        Assert.That(above.Detect(_data), Is.EqualTo(new long[] { 1 }));
    }

    [Test]
    public void Constructor_OfANameThatTheSignatureLacks_ThrowsWithTheSignature()
    {
        var thrown = Assert.Throws<PythonException>(() => new Outliers("outliers", "detect", new() { ["thresold"] = 3.0 }));

        Assert.That(thrown.PythonType, Is.EqualTo("TypeError"));
        Assert.That(thrown.Message, Is.EqualTo(
            "detect() takes no keyword argument 'thresold'; its signature is detect(data, *, threshold=2.0, direction='both', "
            + "max_outliers=None, nan='raise', low=None, high=None)"));
    }

    [TestCase("any_keywords")]
    [TestCase("without_signature")]
    public void Constructor_OfAFunctionThatCannotTell_TrustsTheName(string function)
    {
        using var outliers = new Outliers("keywords", function, new() { ["limit"] = 100 });

        Assert.That(outliers.Detect(_data), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Constructor_OfOtherValues_ThrowsWithWhatCanBe()
    {
        var cycle = new List<object?>();
        cycle.Add(cycle);

        var date = Assert.Throws<ArgumentException>(() => new Outliers("keywords", "tell", new() { ["when"] = new List<object> { DateTime.UnixEpoch } }));
        var nested = Assert.Throws<ArgumentException>(() => new Outliers("keywords", "tell", new() { ["cycle"] = cycle }));

        Assert.That(date.Message, Does.StartWith("The keyword argument 'when' is or holds a System.DateTime; expected double,"));
        Assert.That(nested.Message, Does.StartWith("The keyword argument 'cycle' is nested too deeply"));
        Assert.Throws<ArgumentException>(() => new Outliers("keywords", "tell", Enumerable.Range(0, 65).ToDictionary(i => $"k{i}", i => (object?)i)));
        Assert.Throws<ArgumentException>(() => new Outliers("keywords", "tell", new() { ["d"] = new Dictionary<int, int> { [1] = 2 } }));
        Assert.Throws<ArgumentNullException>(() => new Outliers("keywords", "tell", null!));
    }

    [TestCaseSource(nameof(ArraysOfOtherShapes))]
    public void Constructor_OfAnArrayOfAnotherShape_IsRejectedAndNotFlattened(Array value)
    {
        string message = $"The keyword argument 'v' is or holds a {value.GetType()}; expected";

        Assert.That(() => new Outliers("keywords", "tell", new() { ["v"] = value }), Throws.ArgumentException.With.Message.StartsWith(message));
        Assert.That(() => new CallOptions { Keywords = new() { ["v"] = new object[] { value } } }, Throws.ArgumentException.With.Message.StartsWith(message));
    }

    [Test]
    public void Invoke_WithKeywords_PassesThemAfterTheInputs()
    {
        using var twice = new NumPyFunction<double, double>("keywords", "multiplied", new() { ["by"] = 2.0 });
        using NumPyFunction<double, double> thrice = twice.WithKeywords(new() { ["by"] = 3.0 });
        using NumPyFunction<double, double> plain = twice.WithKeywords([]);

        Assert.That(twice.Invoke([1.0], [5.0]), Is.EqualTo(new[] { 10.0 }));
        Assert.That(thrice.Invoke([1.0], [5.0]), Is.EqualTo(new[] { 15.0 }));
        Assert.That(plain.Invoke([1.0], [5.0]), Is.EqualTo(new[] { 5.0 }));
    }

    [Test]
    public void WithKeywords_AfterTheFirstIsDisposed_StillWorks()
    {
        var first = new NumPyFunction<double, double>("keywords", "multiplied");
        using NumPyFunction<double, double> other = first.WithKeywords(new() { ["by"] = 3.0 });
        first.Dispose();

        Assert.That(other.Invoke([1.0], [5.0]), Is.EqualTo(new[] { 15.0 }));
        Assert.Throws<ObjectDisposedException>(() => first.WithKeywords([]));
    }

    private static Array[] ArraysOfOtherShapes() => [new double[1, 1, 1], new bool[1, 2, 1, 1], new string[1, 2], new object[2, 2]];

    private string Told(Outliers outliers) => Assert.Throws<PythonException>(() => outliers.Detect(_data))!.Message;

    private static IEnumerable<TestCaseData> Values =>
    [
        new(null, "None"),
        new(true, "True"),
        new(0.1, "0.1"),
        new(-0.0, "-0.0"),
        new(double.NaN, "nan"),
        new(double.NegativeInfinity, "-inf"),
        new(double.Epsilon, "5e-324"),
        new(long.MinValue, "-9223372036854775808"),
        new(ulong.MaxValue, "18446744073709551615"),
        new("ü\"\\\n\0", "'ü\"\\\\\\n\\x00'"),
        new("😀", "'😀'"),
        new(new List<double> { 1, 2.5 }, "[1.0, 2.5]"),
        new(new[] { "a", "b" }, "['a', 'b']"),
        new(new object?[] { 1, null, Array.Empty<object>() }, "[1, None, []]"),
        new(new Dictionary<string, object?> { ["a"] = new Dictionary<string, int> { ["array"] = 1 } }, "{'a': {'array': 1}}"),
        new(new Dictionary<string, object?> { ["a"] = new[] { 1.5 } }, "{'a': array([1.5])}"),
    ];

    private static IEnumerable<TestCaseData> Arrays =>
    [
        new(new[] { 1.5, 2 }, "float64 [1.5, 2.0]"),
        new(new[] { 1, -2 }, "int32 [1, -2]"),
        new(new ulong[] { 1, ulong.MaxValue }, "uint64 [1, 18446744073709551615]"),
        new(new byte[] { 1, 255 }, "uint8 [1, 255]"),
        new(new[] { true, false }, "bool [True, False]"),
        new(Array.Empty<float>(), "float32 []"),
        new(new[,] { { 1L, 2 }, { 3, 4 } }, "int64 [[1, 2], [3, 4]]"),
    ];
}
