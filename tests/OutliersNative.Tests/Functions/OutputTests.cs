using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Functions;

/// <summary>What a function returns: in a new array, in the caller's memory, or in NumPy's.</summary>
public sealed unsafe class OutputTests
{
    private readonly double[] _data = [1, 2, 3];

    [TestCase("copied", ExpectedResult = new double[] { 1, 2, 3 })]
    [TestCase("same", ExpectedResult = new double[] { 1, 2, 3 })]
    [TestCase("reversed_view", ExpectedResult = new double[] { 3, 2, 1 })]
    [TestCase("nothing_of", ExpectedResult = new double[0])]
    [TestCase("big_endian", ExpectedResult = new double[] { 1, 2, 3 })]
    [TestCase("unaligned", ExpectedResult = new double[] { 1, 2, 3 })]
    [TestCase("broadcast", ExpectedResult = new double[] { 1.5, 1.5, 1.5, 1.5, 1.5, 1.5 })]
    [TestCase("total", ExpectedResult = new double[] { 6 })]
    [TestCase("python_float", ExpectedResult = new double[] { 2.5 })]
    [TestCase("zero_dimensions", ExpectedResult = new double[] { 3.5 })]
    public double[] Invoke_OfAnyArray_ReturnsItsElementsInCOrder(string function)
    {
        using var invoke = new NumPyFunction<double, double>("typed", function);
        using NDArray<double> shared = invoke.InvokeNDArray(_data);

        double[] result = invoke.Invoke(_data);

        Assert.That(shared.ToArray(), Is.EqualTo(result));
        Assert.That(Counters.Now().leases, Is.Zero);
        return result;
    }

    [Test]
    public void Invoke_WithShape_ReturnsIt()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "transposed");
        using var total = new NumPyFunction<double, double>("typed", "total");

        double[] elements = invoke.Invoke(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }, out nint[] shape);
        double[] sum = total.Invoke(_data, out nint[] none);

        Assert.That(shape, Is.EqualTo(new nint[] { 3, 2 }));
        Assert.That(elements, Is.EqualTo(new double[] { 1, 4, 2, 5, 3, 6 }));
        Assert.That((sum[0], none.Length), Is.EqualTo((6.0, 0)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(128)]
    [TestCase(129)]
    [TestCase(8192)]
    [TestCase(8193)]
    [TestCase(100_000)]
    public void Invoke_OfAnySize_GivesTheSameInEachMemory(int size)
    {
        using var invoke = new NumPyFunction<double, double>("typed", "ready_size");
        double[] expected = [.. Enumerable.Range(0, size).Select(i => (double)i)];
        double[] exact = new double[size];
        double[] longer = new double[size + 1];
        longer[size] = -1;

        using NDArray<double> shared = invoke.InvokeNDArray(new double[] { size });

        Assert.That(invoke.Invoke([(double)size]), Is.EqualTo(expected));
        Assert.That(shared.Span.SequenceEqual(expected), Is.True);
        Assert.That(invoke.InvokeInto(new double[] { size }, exact), Is.EqualTo(size));
        Assert.That(exact, Is.EqualTo(expected));
        Assert.That(invoke.InvokeInto(stackalloc double[] { size }, longer), Is.EqualTo(size));
        Assert.That(longer, Is.EqualTo(new List<double>(expected) { -1 }));
    }

    [TestCase(3)]
    [TestCase(100_000)]
    public void InvokeInto_OfTooLittleMemory_ThrowsAndWritesNothing(int size)
    {
        using var invoke = new NumPyFunction<double, double>("typed", "ready_size");
        double[] destination = new double[size - 1];
        Array.Fill(destination, -1);

        var thrown = Assert.Throws<ArgumentException>(() => invoke.InvokeInto(new double[] { size }, destination));

        Assert.That(thrown.Message, Does.StartWith($"The destination holds {size - 1} elements, and the function returned {size}:"));
        Assert.That(destination, Has.All.EqualTo(-1));
    }

    [Test]
    public void InvokeInto_TheInputItself_Replaces()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "reversed_view");

        invoke.InvokeInto((NDInput<double>)_data, _data);

        Assert.That(_data, Is.EqualTo(new double[] { 3, 2, 1 }));
        invoke.InvokeInto(_data, _data);
    }

    [Test]
    public void InvokeNDArray_OfAReadyArray_IsItsOwnMemory()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "ready");

        using NDArray<double> one = invoke.InvokeNDArray(_data);
        using NDArray<double> other = invoke.InvokeNDArray(_data);

        Assert.That(Unsafe.AreSame(in one.Span[0], in other.Span[0]), Is.True);
        Assert.That(one.Length, Is.EqualTo((nint)100_000));
    }

    [Test]
    public void InvokeNDArray_OfAMatrix_HasShapeAndStrides()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "transposed");

        using NDArray<double> result = invoke.InvokeNDArray(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });

        Assert.That(result.Shape.ToArray(), Is.EqualTo(new nint[] { 3, 2 }));
        Assert.That(result.Strides.ToArray(), Is.EqualTo(new nint[] { 2, 1 }));
        Assert.That((result.Rank, result.Length, result.Name, result.ToString()), Is.EqualTo((2, (nint)6, (string?)null, "NDArray<Double>(3, 2)")));
    }

    [Test]
    public void InvokeNDArray_OfAViewOfTheInput_IsACopy()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "same");

        using NDArray<double> result = invoke.InvokeNDArray(_data);
        _data[0] = 9;

        Assert.That(result.ToArray(), Is.EqualTo(new double[] { 1, 2, 3 }));
        _data[0] = 1;
    }

    [Test]
    public void NDArray_AfterDispose_Throws()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "copied");
        NDArray<double> result = invoke.InvokeNDArray(_data);
        ReadOnlyMemory<double> memory = result.Memory;

        result.Dispose();
        result.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _ = result.Span);
        Assert.Throws<ObjectDisposedException>(() => _ = result.Memory);
        Assert.Throws<ObjectDisposedException>(() => _ = memory.Span);
        Assert.That(Assert.Throws<ObjectDisposedException>(() => _ = result.ToArray()).ObjectName, Does.Contain("NDArray"));
        Assert.That(Assert.Throws<ObjectDisposedException>(() => memory.Pin()).ObjectName, Does.Contain("NDArray"));
        Assert.That(Assert.Throws<ObjectDisposedException>(() => invoke.Invoke(memory)).ObjectName, Does.Contain("NDArray"));
        Assert.That(result.Shape.ToArray(), Is.EqualTo(new nint[] { 3 }));
    }

    [Test]
    public void NDArray_AfterItsFunctionIsDisposed_IsValid()
    {
        NDArray<double> result;
        using (var invoke = new NumPyFunction<double, double>("typed", "copied"))
        {
            result = invoke.InvokeNDArray(_data);
        }

        Assert.That(result.ToArray(), Is.EqualTo(_data));
        result.Dispose();
    }

    [Test]
    public void NDArray_AsAnInput_IsNotCopied()
    {
        using var ready = new NumPyFunction<double, double>("typed", "ready");
        using var describe = new NumPyFunction<double, double>("typed", "describe");
        using NDArray<double> result = ready.InvokeNDArray(_data);

        fixed (double* first = result.Span)
        {
            var told = Assert.Throws<PythonException>(() => describe.Invoke(result.Memory));

            Assert.That(told.Message, Is.EqualTo($"float64 (100000,) (8,) {(long)first} False"));
        }
    }

    [Test]
    public void NDArray_ThatIsForgotten_IsReleasedByTheCollector()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "copied");
        Forget(invoke);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.That(Counters.Become(now => now.results == 0), Is.True);
    }

    [TestCase("none", "returned an object of type NoneType; expected an ndarray or a number: is a return statement missing?")]
    [TestCase("list_of_floats", "returned an object of type list; expected an ndarray or a number: return np.asarray(…)")]
    [TestCase("masked", "returned an object of type MaskedArray; expected an ndarray or a number: fill its masked elements")]
    [TestCase("strings", "returned an array of dtype <U1 and shape (2,); expected dtype float64 (double)")]
    [TestCase("python_int", "returned an array of dtype int64 and shape (); expected dtype float64 (double)")]
    public void Invoke_OfAnotherResult_ThrowsWithWhatCame(string function, string expected)
    {
        using var invoke = new NumPyFunction<double, double>("typed", function);

        var thrown = Assert.Throws<InvalidResultException>(() => invoke.Invoke(_data));

        Assert.That(thrown.Message, Does.StartWith($"typed.{function} {expected}"));
    }

    [Test]
    public void Invoke_WhenTheFunctionRaises_Throws()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "raises");

        var thrown = Assert.Throws<PythonException>(() => invoke.Invoke(_data));

        Assert.That((thrown.PythonType, thrown.Message), Is.EqualTo(("ValueError", "no")));
    }

    [Test]
    public void Invoke_AfterDispose_Throws()
    {
        var invoke = new NumPyFunction<double, double>("typed", "copied");
        invoke.Dispose();

        Assert.Throws<ObjectDisposedException>(() => invoke.Invoke(_data));
        Assert.Throws<ObjectDisposedException>(() => invoke.InvokeSeveral(_data));
        Assert.Throws<ArgumentNullException>(() => invoke.Invoke((double[])null!));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Forget(NumPyFunction<double, double> invoke) => invoke.InvokeNDArray(_data);
}
