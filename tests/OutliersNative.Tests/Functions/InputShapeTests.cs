using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Functions;

/// <summary>Inputs of any shape over .NET memory, none of which is copied.</summary>
public sealed unsafe class InputShapeTests
{
    /// <summary>Two rows of three.</summary>
    private readonly double[] _matrix = [1, 2, 3, 4, 5, 6];

    private NumPyFunction<double, double> _describe = null!;
    private NumPyFunction<double, double> _copied = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _describe = new NumPyFunction<double, double>("typed", "describe");
        _copied = new NumPyFunction<double, double>("typed", "copied");
    }

    [OneTimeTearDown]
    public void Dispose()
    {
        _describe.Dispose();
        _copied.Dispose();
    }

    [Test]
    public void NDInput_OfAShape_IsInCOrder()
    {
        Check(new(_matrix, [2, 3]), "(2, 3) (24, 8)", 0, [1, 2, 3, 4, 5, 6]);
    }

    [Test]
    public void NDInput_OfAColumn_IsNotCopied()
    {
        Check(new(_matrix, [2], [3], start: 1), "(2,) (24,)", 1, [2, 5]);
    }

    [Test]
    public void NDInput_InFortransOrder_IsNotCopied()
    {
        Check(new(_matrix, [2, 3], [1, 2]), "(2, 3) (8, 16)", 0, [1, 3, 5, 2, 4, 6]);
    }

    [Test]
    public void NDInput_OfASlidingWindow_OverlapsWithoutACopy()
    {
        Check(new(_matrix, [4, 3], [1, 1]), "(4, 3) (8, 8)", 0, [1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 6]);
    }

    [Test]
    public void NDInput_OfNegativeStrides_RunsBackwards()
    {
        Check(new(_matrix, [6], [-1], start: 5), "(6,) (-8,)", 5, [6, 5, 4, 3, 2, 1]);
    }

    [Test]
    public void NDInput_OfStrideZero_RepeatsElements()
    {
        Check(new(_matrix, [2, 2], [0, 1]), "(2, 2) (0, 8)", 0, [1, 2, 1, 2]);
    }

    [Test]
    public void NDInput_WithoutDimensions_IsOneElement()
    {
        Check(new(_matrix.AsMemory(2, 1), []), "() ()", 2, [3]);
        Check(new(_matrix, [], [], start: 2), "() ()", 2, [3]);
    }

    [Test]
    public void NDInput_OfASlice_StartsInIt()
    {
        Check(new(_matrix.AsMemory(1), [2], [2], start: 1), "(2,) (16,)", 2, [3, 5]);
    }

    [Test]
    public void NDInput_OfMultidimensionalArrays_HasTheirShapes()
    {
        double[,] two = { { 1, 2, 3 }, { 4, 5, 6 } };
        double[,,] three = { { { 1, 2, 3 }, { 4, 5, 6 } } };

        fixed (double* first = two, other = three)
        {
            Assert.That(Told(two), Is.EqualTo($"float64 (2, 3) (24, 8) {(long)first} False"));
            Assert.That(Told(three), Is.EqualTo($"float64 (1, 2, 3) (48, 24, 8) {(long)other} False"));
        }
        Assert.That(_copied.Invoke(two, out nint[] shape), Is.EqualTo(new double[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(shape, Is.EqualTo(new nint[] { 2, 3 }));
    }

    [Test]
    public void NDInput_OfNativeMemory_IsNotCopied()
    {
        using var manager = new NativeMemoryManager([1, 2, 3, 4, 5, 6]);

        Assert.That(Told(new(manager.Memory, [2], [3], start: 1)), Is.EqualTo($"float64 (2,) (24,) {(long)manager.Address + 8} False"));
        Assert.That(_copied.Invoke(manager.Memory), Is.EqualTo(new double[] { 1, 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void Invoke_OfNoElements_CallsTheFunction()
    {
        Assert.That(Told(Array.Empty<double>()), Does.StartWith("float64 (0,) (8,) ").And.EndsWith(" False"));
        Assert.That(Told(default), Does.StartWith("float64 (0,) (8,) ").And.EndsWith(" False"));
        Assert.That(Told(ReadOnlyMemory<double>.Empty), Does.StartWith("float64 (0,) "));
        Assert.That(Told(new double[0, 3]), Does.StartWith("float64 (0, 3) "));
        Assert.That(Told(new(_matrix, [3, 0, 2], [100, 100, -100])), Does.StartWith("float64 (3, 0, 2) "));
        Assert.That(Assert.Throws<PythonException>(() => _describe.Invoke(ReadOnlySpan<double>.Empty)).Message, Does.StartWith("float64 (0,) "));
        Assert.That(_copied.Invoke([]), Is.Empty);
    }

    [Test]
    public void NDInput_OfAnotherNumberOfElements_Throws()
    {
        var thrown = Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [2, 4]));

        Assert.That(thrown.Message, Does.StartWith("The shape (2, 4) has 8 elements and the memory 6; expected as many."));
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [5]));
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, []));
    }

    [TestCase(new[] { 7 }, new[] { 1 }, 0)]
    [TestCase(new[] { 6 }, new[] { 1 }, 1)]
    [TestCase(new[] { 2, 3 }, new[] { 4, 1 }, 0)]
    [TestCase(new[] { 2 }, new[] { -1 }, 0)]
    [TestCase(new[] { 2, 2 }, new[] { 6, -1 }, 0)]
    [TestCase(new int[0], new int[0], 6)]
    [TestCase(new[] { 2 }, new[] { int.MaxValue }, 0)]
    public void NDInput_ThatReachesOutsideTheMemory_Throws(int[] shape, int[] strides, int start)
    {
        var thrown = Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, Native(shape), Native(strides), start));

        Assert.That(thrown.Message, Does.Contain("expected indices from 0 to 5, since the memory has 6 elements"));
    }

    [Test]
    public void NDInput_OfHugeNumbers_Throws()
    {
        nint huge = nint.MaxValue;

        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [huge, huge], [0, 0]));
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [huge, huge, 0], [0, 0, 0]));
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [2, 2], [huge, huge]));
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [2, 2], [nint.MinValue, nint.MinValue]));
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [huge]));
    }

    [Test]
    public void NDInput_OfOneElementAndAnyStride_IsThatElement()
    {
        Check(new(_matrix, [1], [nint.MaxValue], start: 4), "(1,) (8,)", 4, [5]);
    }

    [Test]
    public void NDInput_OfWrongDimensions_Throws()
    {
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [-1]));
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, [2, 3], [1]));
        Assert.Throws<ArgumentException>(() => _ = new NDInput<double>(_matrix, new nint[33]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new NDInput<double>(_matrix, [0], [1], start: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new NDInput<double>(_matrix, [0], [1], start: 7));
        Assert.Throws<NotSupportedException>(() => _ = new NDInput<decimal>(new decimal[1]));
        Assert.Throws<ArgumentNullException>(() => _ = (NDInput<double>)(double[])null!);
    }

    [Test]
    public void NDInput_Of32Dimensions_Passes()
    {
        nint[] ones = new nint[32];
        Array.Fill(ones, 1);

        Assert.That(_copied.Invoke(new NDInput<double>(_matrix.AsMemory(0, 1), ones), out nint[] shape), Is.EqualTo(new double[] { 1 }));
        Assert.That(shape, Is.EqualTo(ones));
    }

    /// <summary>Whether the function sees the shape and the strides at the address, and reads these elements.</summary>
    private void Check(NDInput<double> input, string layout, int start, double[] elements)
    {
        fixed (double* first = _matrix)
        {
            Assert.That(Told(input), Is.EqualTo($"float64 {layout} {(long)(first + start)} False"));
        }
        Assert.That(_copied.Invoke(input), Is.EqualTo(elements));
    }

    private string Told(NDInput<double> input) => Assert.Throws<PythonException>(() => _describe.Invoke(input))!.Message;

    private static nint[] Native(int[] numbers) => [.. numbers];
}
