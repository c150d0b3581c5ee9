using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Any callable that takes one array is a detector, not only Python functions.</summary>
public sealed class UnusualCallableTests
{
    [TestCase("callables", "an_object")]
    [TestCase("callables", "an_object.method")]
    [TestCase("callables", "an_object.made_anew")]
    [TestCase("callables", "Detector.of_class")]
    [TestCase("callables", "Detector.static")]
    [TestCase("callables", "Positions")]
    [TestCase("callables", "a_lambda")]
    [TestCase("callables", "a_partial")]
    [TestCase("callables", "a_bound_method")]
    [TestCase("callables", "a_wrapped")]
    [TestCase("callables", "a_dispatcher")]
    [TestCase("callables", "an_odd_object")]
    [TestCase("callables", "a_chain")]
    [TestCase("callables", "made_when_asked_for")]
    [TestCase("callables", "a_lambda.__call__")]
    public void Detect_OfAnythingCallable_CallsIt(string module, string function)
    {
        using var outliers = new Outliers(module, function);

        long[] positions = outliers.Detect(Five.Values());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_OfAFunctionInC_CallsIt()
    {
        using var outliers = new Outliers("numpy", "flatnonzero");

        long[] positions = outliers.Detect([0, double.NaN, -0.0, double.Epsilon, 0]);

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCase("builtins", "len", "an object of type int")]
    [TestCase("builtins", "sorted", "a list that NumPy reads as an array of dtype float64 and shape (5,)")]
    [TestCase("builtins", "object.__repr__", "an object of type str")]
    [TestCase("builtins", "iter", "an object of type iterator")]
    public void Detect_OfABuiltInThatGivesNoPositions_RejectsTheResult(string module, string function, string fragment)
    {
        using var outliers = new Outliers(module, function);

        var thrown = Assert.Throws<InvalidResultException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.Message, Does.Contain(fragment));
    }

    [TestCase("callables", "beyond", "TypeError", "beyond() missing 1 required positional argument: 'data'")]
    [TestCase("callables", "Detector.method", "TypeError", "method() missing 1 required positional argument: 'data'")]
    [TestCase("callables", "a_cache", "TypeError", "unhashable type: 'numpy.ndarray'")]
    [TestCase("numpy", "isnan.__class__", "TypeError", "cannot create 'numpy.ufunc' instances")]
    [TestCase("builtins", "exit", "SystemExit", "[ 10. 900.  20. 800.  30.]")]
    public void Detect_OfWhatCannotTakeOneArray_ThrowsInPythonsWords(string module, string function, string type, string message)
    {
        using var outliers = new Outliers(module, function);

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo(type));
        Assert.That(thrown.Message, Does.EndWith(message)); // newer versions of Python also name the class of a method
    }

    [Test]
    public void Constructor_WhenLookingForTheNameRaises_ThrowsThat()
    {
        var thrown = Assert.Throws<PythonException>(() => new Outliers("callables", "refused_when_asked_for").Dispose());

        Assert.That(thrown.PythonType, Is.EqualTo("SystemExit"));
    }
}
