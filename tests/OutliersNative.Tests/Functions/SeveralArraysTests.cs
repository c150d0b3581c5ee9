using NUnit.Framework;

namespace OutliersNative.Tests.Functions;

/// <summary>Several inputs, and several outputs.</summary>
public sealed class SeveralArraysTests
{
    private readonly double[] _data = [1, 2, 3];

    [Test]
    public void Invoke_OfTwoInputs_PassesBoth()
    {
        using var add = new NumPyFunction<double, double>("typed", "add");
        double[] into = new double[3];

        Assert.That(add.Invoke(_data, _data), Is.EqualTo(new double[] { 2, 4, 6 }));
        Assert.That(add.InvokeInto<double>(_data, new double[] { 10, 20, 30 }, into), Is.EqualTo(3));
        Assert.That(into, Is.EqualTo(new double[] { 11, 22, 33 }));
    }

    [Test]
    public void Invoke_OfTwoTypes_PassesBoth()
    {
        using var add = new NumPyFunction<double, double>("typed", "add");
        int[] whole = [10, 20, 30];

        using NDArray<double> shared = add.InvokeNDArray(_data, (NDInput<int>)whole);

        Assert.That(add.Invoke(_data, whole), Is.EqualTo(new double[] { 11, 22, 33 }));
        Assert.That(shared.ToArray(), Is.EqualTo(new double[] { 11, 22, 33 }));
    }

    [TestCase(1)]
    [TestCase(16)]
    public void InvokeAll_OfUpTo16Inputs_PassesAll(int count)
    {
        using var add = new NumPyFunction<double, double>("typed", "add_all");
        NDInput<double>[] inputs = [.. Enumerable.Repeat<NDInput<double>>(_data, count)];

        Assert.That(add.InvokeAll(inputs), Is.EqualTo(new double[] { count, 2 * count, 3 * count }));
    }

    [Test]
    public void InvokeAll_Of17Inputs_Throws()
    {
        using var add = new NumPyFunction<double, double>("typed", "add_all");

        Assert.Throws<ArgumentException>(() => add.InvokeAll(new NDInput<double>[17]));
    }

    [TestCase("pair", 2)]
    [TestCase("listed", 3)]
    [TestCase("empty_tuple", 0)]
    public void InvokeSeveral_OfATupleOrList_GivesEachArray(string function, int count)
    {
        using var invoke = new NumPyFunction<double, double>("typed", function);

        using NDArrayList<double> arrays = invoke.InvokeSeveral(_data);

        Assert.That(arrays, Has.Count.EqualTo(count));
        if (count > 0)
        {
            Assert.That(arrays[0].ToArray(), Is.EqualTo(new double[] { 2, 3, 4 }));
            Assert.That(arrays[1].Shape.ToArray(), Is.EqualTo(function == "pair" ? new nint[] { 3, 1 } : []));
            Assert.That(arrays.Select(array => array.Name), Is.All.Null);
        }
    }

    [Test]
    public void InvokeSeveral_OfADict_GivesThemByName()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "named");

        using NDArrayList<double> arrays = invoke.InvokeSeveral(_data);

        Assert.That(arrays.Select(array => array.Name), Is.EqualTo(new[] { "mean", "scaled", "größe" }));
        Assert.That(arrays["mean"].Span[0], Is.EqualTo(2));
        Assert.That(arrays["scaled"].ToArray(), Is.EqualTo(new double[] { 10, 20, 30 }));
        Assert.That(arrays["größe"].ToArray(), Is.EqualTo(new double[] { 3 }));
        Assert.That(Assert.Throws<KeyNotFoundException>(() => _ = arrays["median"]).Message, Does.Contain("it returned mean, scaled, größe"));
    }

    [Test]
    public void InvokeSeveral_OfOneArrayThatIsDisposed_LeavesTheOthers()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "pair");
        NDArrayList<double> arrays = invoke.InvokeSeveral(new NDInput<double>[] { _data });

        arrays[0].Dispose();

        Assert.That(arrays[1].ToArray(), Is.EqualTo(new double[] { 2, 4, 6 }));
        arrays.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = arrays[1].Span);
    }

    [TestCase("same", "typed.same returned an object of type ndarray; expected several arrays, as a tuple, a list, or a dict with names as keys")]
    [TestCase("bad_pair", "typed.bad_pair returned, as item 1 of 2, an object of type str; expected an ndarray or a number: return np.asarray(…) of what you have")]
    [TestCase("bad_key", "typed.bad_key returned a dict with a key of type int; expected names as keys, of type str")]
    [TestCase("too_many", "typed.too_many returned a list of 65 arrays; expected at most 64: return arrays of one shape as a single one, by np.stack")]
    public void InvokeSeveral_OfAnotherResult_ThrowsWithWhatCame(string function, string expected)
    {
        using var invoke = new NumPyFunction<double, double>("typed", function);

        var thrown = Assert.Throws<InvalidResultException>(() => invoke.InvokeSeveral(_data));

        Assert.That(thrown.Message, Is.EqualTo(expected));
    }
}
