using System.Numerics;
using static OutliersNative.Interop.Glue;

namespace OutliersNative.Calls;

/// <summary>The element types that .NET and NumPy share.</summary>
internal static class ElementType
{
    private const string All = "double, float, Half, long, ulong, int, uint, short, ushort, sbyte, byte, bool, Complex";

    /// <summary>The constant of glue.h for a type.</summary>
    /// <exception cref="NotSupportedException">It has none.</exception>
    public static int Of<T>()
    {
        int dtype = Find<T>();
        return dtype != 0
            ? dtype
            : throw new NotSupportedException($"Arrays of {typeof(T)} cannot be shared with NumPy; use one of these element types: {All}.");
    }

    /// <summary>A type in both languages, such as <c>float64 (double)</c>.</summary>
    public static string Describe(int dtype) => dtype switch
    {
        GLUE_FLOAT64 => "float64 (double)",
        GLUE_FLOAT32 => "float32 (float)",
        GLUE_FLOAT16 => "float16 (Half)",
        GLUE_INT64 => "int64 (long)",
        GLUE_UINT64 => "uint64 (ulong)",
        GLUE_INT32 => "int32 (int)",
        GLUE_UINT32 => "uint32 (uint)",
        GLUE_INT16 => "int16 (short)",
        GLUE_UINT16 => "uint16 (ushort)",
        GLUE_INT8 => "int8 (sbyte)",
        GLUE_UINT8 => "uint8 (byte)",
        GLUE_BOOL => "bool_ (bool)",
        _ => "complex128 (Complex)",
    };

    /// <summary>The size of an element.</summary>
    public static int Bytes(int dtype) => dtype switch
    {
        GLUE_FLOAT64 or GLUE_INT64 or GLUE_UINT64 => 8,
        GLUE_FLOAT32 or GLUE_INT32 or GLUE_UINT32 => 4,
        GLUE_FLOAT16 or GLUE_INT16 or GLUE_UINT16 => 2,
        GLUE_COMPLEX128 => 16,
        _ => 1,
    };

    /// <summary>NumPy's name of a type.</summary>
    public static string NumPyName(int dtype) => Describe(dtype).Split(' ')[0];

    /// <summary>The constant of glue.h for a type; 0 if it has none.</summary>
    public static int Of(Type type) =>
        type == typeof(double) ? GLUE_FLOAT64
        : type == typeof(float) ? GLUE_FLOAT32
        : type == typeof(Half) ? GLUE_FLOAT16
        : type == typeof(long) ? GLUE_INT64
        : type == typeof(ulong) ? GLUE_UINT64
        : type == typeof(int) ? GLUE_INT32
        : type == typeof(uint) ? GLUE_UINT32
        : type == typeof(short) ? GLUE_INT16
        : type == typeof(ushort) ? GLUE_UINT16
        : type == typeof(sbyte) ? GLUE_INT8
        : type == typeof(byte) ? GLUE_UINT8
        : type == typeof(bool) ? GLUE_BOOL
        : type == typeof(Complex) ? GLUE_COMPLEX128
        : 0;

    /// <summary>Comparisons that the compiler evaluates for each type argument.</summary>
    private static int Find<T>() =>
        typeof(T) == typeof(double) ? GLUE_FLOAT64
        : typeof(T) == typeof(float) ? GLUE_FLOAT32
        : typeof(T) == typeof(Half) ? GLUE_FLOAT16
        : typeof(T) == typeof(long) ? GLUE_INT64
        : typeof(T) == typeof(ulong) ? GLUE_UINT64
        : typeof(T) == typeof(int) ? GLUE_INT32
        : typeof(T) == typeof(uint) ? GLUE_UINT32
        : typeof(T) == typeof(short) ? GLUE_INT16
        : typeof(T) == typeof(ushort) ? GLUE_UINT16
        : typeof(T) == typeof(sbyte) ? GLUE_INT8
        : typeof(T) == typeof(byte) ? GLUE_UINT8
        : typeof(T) == typeof(bool) ? GLUE_BOOL
        : typeof(T) == typeof(Complex) ? GLUE_COMPLEX128
        : 0;
}
