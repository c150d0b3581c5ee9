using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Functions;

/// <summary>Tensors of System.Numerics.Tensors as inputs and results.</summary>
public sealed unsafe class TensorTests
{
    private readonly double[] _data = [.. Enumerable.Range(0, 24).Select(i => (double)i)];

    [Test]
    public void AsNDInput_OfATensor_HasItsAddressLengthsAndStrides()
    {
        fixed (double* first = _data)
        {
            Assert.That(Described(Tensor.Create(_data, [2, 3, 4])), Is.EqualTo($"float64 (2, 3, 4) (96, 32, 8) {(nint)first} False"));
            Assert.That(Described(Tensor.Create(_data, [6, 4])), Is.EqualTo($"float64 (6, 4) (32, 8) {(nint)first} False"));
            Assert.That(Described(Tensor.Create(_data, [3, 4], [4, 1])), Is.EqualTo($"float64 (3, 4) (32, 8) {(nint)first} False"));
        }
    }

    [Test]
    public void AsNDInput_OfATensorWithGaps_IsNotCopied()
    {
        fixed (double* first = _data)
        {
            Tensor<double> columns = Tensor.Create(_data, [6, 4]).Slice(0..6, 1..3);

            Assert.That(Described(columns), Is.EqualTo($"float64 (6, 2) (32, 8) {(nint)(first + 1)} False"));
        }
    }

    [Test]
    public void Invoke_OfTensors_ComputesOnTheirElements()
    {
        using var doubled = new NumPyFunction<double, double>("typed", "doubled");
        Tensor<double> tensor = Tensor.Create(_data, [6, 4]);
        Tensor<double> window = tensor.Slice(1..3, 2..4);
        double[] expected = [12, 14, 20, 22];

        Assert.That(doubled.Invoke(window.AsNDInput()), Is.EqualTo(expected));
        Assert.That(doubled.Invoke(window.AsReadOnlyTensorSpan().ToNDInput()), Is.EqualTo(expected));
        Assert.That(doubled.Invoke(window.AsTensorSpan().ToNDInput()), Is.EqualTo(expected));
    }

    [Test]
    public void Invoke_OfATensorSpanOnTheStack_PassesACopy()
    {
        using var doubled = new NumPyFunction<double, double>("typed", "doubled");
        Span<double> memory = [1, 2, 3, 4];
        var span = new ReadOnlyTensorSpan<double>(memory, [2, 2]);

        NDInput<double> input = span.ToNDInput();
        memory.Clear();

        Assert.That(doubled.Invoke(input), Is.EqualTo(new double[] { 2, 4, 6, 8 }));
        Assert.That(input.Rank, Is.EqualTo(2));
    }

    [Test]
    public void Invoke_OfAnEmptyTensor_PassesAnEmptyArray()
    {
        Assert.That(Described(Tensor.Create<double>([], [0, 3])), Does.StartWith("float64 (0, 3)"));
        Assert.That(Described(Tensor<double>.Empty), Does.StartWith("float64 (0,)"));
        Assert.That(ReadOnlyTensorSpan<double>.Empty.ToNDInput().Rank, Is.EqualTo(1));
    }

    [Test]
    public void Invoke_OfATensorOfAnotherType_Throws()
    {
        Assert.Throws<NotSupportedException>(() => Tensor.Create(new char[] { 'a' }, [1]).AsNDInput());
        Assert.Throws<ArgumentNullException>(() => ((Tensor<double>)null!).AsNDInput());
    }

    [Test]
    public void Invoke_OfATensorThatPythonRetains_KeepsItInPlace()
    {
        using var sums = new NumPyFunction<double, double>("typed", "retained_sums");
        using var release = new NumPyFunction<double, double>("typed", "release");

        RetainATensor();
        RetainedInput.MoveEverything();

        Assert.That(sums.Invoke([]), Is.EqualTo(new double[] { 276 }));
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
        release.Invoke([]);
    }

    [Test]
    public void AsTensorSpan_OfAResult_HasItsShapeAndElements()
    {
        using var transposed = new NumPyFunction<double, double>("typed", "transposed");
        using var total = new NumPyFunction<double, double>("typed", "total");
        using NDArray<double> matrix = transposed.InvokeNDArray(Tensor.Create(_data, [6, 4]).AsNDInput());
        using NDArray<double> number = total.InvokeNDArray(_data);

        ReadOnlyTensorSpan<double> span = matrix.AsTensorSpan();

        Assert.That(span.Lengths.ToArray(), Is.EqualTo(new nint[] { 4, 6 }));
        Assert.That(span[3, 5], Is.EqualTo(23));
        Assert.That(number.AsTensorSpan()[0], Is.EqualTo(276));
    }

    private static string Described(Tensor<double> tensor)
    {
        using var describe = new NumPyFunction<double, double>("typed", "describe");
        return Assert.Throws<PythonException>(() => describe.Invoke(tensor.AsNDInput()))!.Message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RetainATensor()
    {
        using var retain = new NumPyFunction<double, double>("typed", "retain");
        double[] values = [.. Enumerable.Range(0, 24).Select(i => (double)i)];
        retain.Invoke(Tensor.Create(values, [4, 6]).AsNDInput());
    }
}
