using System.Runtime.InteropServices;
using System.Text;

namespace OutliersNative.Interop;

/// <summary>Knows how text crosses: as UTF-8 that ends with a NUL.</summary>
internal static unsafe class Utf8
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>False for half of a surrogate pair.</summary>
    public static bool CanHold(string text)
    {
        try
        {
            return Strict.GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The text with its NUL. Half of a surrogate pair is an <see cref="ArgumentException"/>.</summary>
    public static byte[] Bytes(string text) => Strict.GetBytes(text + '\0');

    /// <summary>The text at <paramref name="text"/>; null for NULL.</summary>
    public static string? Text(byte* text) => Marshal.PtrToStringUTF8((nint)text);
}
