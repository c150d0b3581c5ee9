using System.Numerics;
using NUnit.Framework;

namespace OutliersNative.Tests.Functions;

/// <summary>Every element type crosses in both directions, by its own memory.</summary>
public sealed unsafe class ElementTypeTests
{
    [TestCaseSource(nameof(Kinds))]
    public void Invoke_OfEachType_PassesItsOwnMemoryReadOnly(Kind kind) => kind.CheckAddress();

    [TestCaseSource(nameof(Kinds))]
    public void Invoke_OfEachType_ReturnsTheSameElements(Kind kind) => kind.CheckRoundTrip();

    [Test]
    public void Constructor_OfAnotherType_ThrowsWithTheTypesThatCanBe()
    {
        var input = Assert.Throws<NotSupportedException>(() => new NumPyFunction<decimal, double>("typed", "same"));
        var output = Assert.Throws<NotSupportedException>(() => new NumPyFunction<double, char>("typed", "same"));

        Assert.That(input.Message, Is.EqualTo(
            "Arrays of System.Decimal cannot be shared with NumPy; use one of these element types: "
            + "double, float, Half, long, ulong, int, uint, short, ushort, sbyte, byte, bool, Complex."));
        Assert.That(output.Message, Does.StartWith("Arrays of System.Char cannot be shared with NumPy"));
    }

    [TestCase("as_int32", ExpectedResult = new long[] { 1, 2, 3 })]
    [TestCase("as_int64", ExpectedResult = new long[] { 1, 2, 3 })]
    public long[] Invoke_OfAResultThatConvertsExactly_ConvertsIt(string function)
    {
        using var invoke = new NumPyFunction<double, long>("typed", function);

        return invoke.Invoke([1.0, 2.0, 3.0]);
    }

    [Test]
    public void Invoke_OfFloat32IntoDouble_ConvertsIt()
    {
        using var invoke = new NumPyFunction<double, double>("typed", "as_float32");

        Assert.That(invoke.Invoke([1.5, 0.1]), Is.EqualTo(new double[] { 1.5, 0.1f }));
    }

    [Test]
    public void Invoke_OfAResultThatWouldBeRounded_ThrowsWithBothTypes()
    {
        using var narrow = new NumPyFunction<double, float>("typed", "copied");
        using var whole = new NumPyFunction<double, double>("typed", "as_int64");

        var toFloat = Assert.Throws<InvalidResultException>(() => narrow.Invoke([1.0, 2.0]));
        var toDouble = Assert.Throws<InvalidResultException>(() => whole.Invoke([1.0, 2.0]));

        Assert.That(toFloat.Message, Is.EqualTo(
            "typed.copied returned an array of dtype float64 and shape (2,); expected dtype float32 (float), or one that converts to it exactly: "
            + "return result.astype(np.float32), or choose another output type in C#"));
        Assert.That(toDouble.Message, Does.Contain("dtype int64").And.Contain("expected dtype float64 (double)"));
    }

    private static IEnumerable<Kind> Kinds =>
    [
        new Kind<double>("float64", [1.5, double.NaN, double.MaxValue]),
        new Kind<float>("float32", [1.5f, float.NegativeInfinity, float.MinValue]),
        new Kind<Half>("float16", [(Half)1.5, Half.MaxValue, Half.Epsilon]),
        new Kind<long>("int64", [1, long.MinValue, long.MaxValue]),
        new Kind<ulong>("uint64", [1, 0, ulong.MaxValue]),
        new Kind<int>("int32", [1, int.MinValue, int.MaxValue]),
        new Kind<uint>("uint32", [1, 0, uint.MaxValue]),
        new Kind<short>("int16", [1, short.MinValue, short.MaxValue]),
        new Kind<ushort>("uint16", [1, 0, ushort.MaxValue]),
        new Kind<sbyte>("int8", [1, sbyte.MinValue, sbyte.MaxValue]),
        new Kind<byte>("uint8", [1, 0, byte.MaxValue]),
        new Kind<bool>("bool", [true, false, true]),
        new Kind<Complex>("complex128", [new Complex(1, -2), Complex.Zero, Complex.ImaginaryOne]),
    ];

    public abstract class Kind(string dtype)
    {
        public abstract void CheckAddress();

        public abstract void CheckRoundTrip();

        public override string ToString() => dtype;
    }

    private sealed class Kind<T>(string dtype, T[] values) : Kind(dtype)
        where T : unmanaged
    {
        public override void CheckAddress()
        {
            using var invoke = new NumPyFunction<T, double>("typed", "describe");
            fixed (T* first = values)
            {
                string expected = $"{this} (3,) ({sizeof(T)},) {(long)first} False";
                string fromMemory = $"{this} (2,) ({sizeof(T)},) {(long)(first + 1)} False";

                Assert.That(Told(() => invoke.Invoke(values)), Is.EqualTo(expected));
                Assert.That(Told(() => invoke.Invoke(values.AsMemory(1))), Is.EqualTo(fromMemory));
                Assert.That(Told(() => invoke.Invoke(values, values)), Is.EqualTo($"{expected}; {expected}"));
            }
        }

        public override void CheckRoundTrip()
        {
            using var invoke = new NumPyFunction<T, T>("typed", "copied");
            using NDArray<T> shared = invoke.InvokeNDArray(values);
            var destination = new T[4];

            Assert.That(invoke.Invoke(values), Is.EqualTo(values));
            Assert.That(invoke.Invoke(values.AsSpan()), Is.EqualTo(values));
            Assert.That(shared.ToArray(), Is.EqualTo(values));
            Assert.That(invoke.InvokeInto(values, destination), Is.EqualTo(3));
            Assert.That(destination[..3], Is.EqualTo(values));
        }

        private static string Told(Action call) => Assert.Throws<PythonException>(() => call())!.Message;
    }
}
