using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Knows how a list of texts crosses: as an array of pointers, all in native memory until disposed.</summary>
internal readonly unsafe struct Utf8List : IDisposable
{
    private readonly int _count;

    public Utf8List(IReadOnlyList<string> texts)
    {
        Texts = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        _count = texts.Count;
        for (int i = 0; i < _count; i++)
        {
            Texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }
    }

    public byte** Texts { get; }

    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            Marshal.FreeCoTaskMem((nint)Texts[i]);
        }
        NativeMemory.Free(Texts);
    }
}
