using System.Buffers.Binary;

namespace OutliersNative.Discovery;

/// <summary>Reads from the first bytes of an ELF, PE or Mach-O file which processor the file is for.</summary>
internal static class BinaryFile
{
    /// <summary>The processor as .NET's runtime identifiers spell it; null for another kind of file, and for one that cannot be read.</summary>
    public static string? Processor(string path)
    {
        Span<byte> head = stackalloc byte[4096];
        try
        {
            using FileStream file = File.OpenRead(path);
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        if (head.Length < 64)
        {
            return null;
        }
        return BinaryPrimitives.ReadUInt32LittleEndian(head) switch
        {
            0x464C457F => OfElf(BinaryPrimitives.ReadUInt16LittleEndian(head[18..])),
            0xFEEDFACF => OfMachO(BinaryPrimitives.ReadUInt32LittleEndian(head[4..])),
            _ => head[0] == 'M' && head[1] == 'Z' ? OfPe(head) : null,
        };
    }

    private static string OfElf(ushort machine) => machine switch
    {
        3 => "x86",
        40 => "arm",
        62 => "x64",
        183 => "arm64",
        _ => $"ELF machine {machine}",
    };

    private static string OfMachO(uint cpu) => cpu switch
    {
        0x01000007 => "x64",
        0x0100000C => "arm64",
        _ => $"Mach-O processor {cpu:x}",
    };

    private static string? OfPe(ReadOnlySpan<byte> head)
    {
        int at = BinaryPrimitives.ReadInt32LittleEndian(head[60..]);
        if (at < 0 || at > head.Length - 6 || head[at] != 'P')
        {
            return null;
        }
        return BinaryPrimitives.ReadUInt16LittleEndian(head[(at + 4)..]) switch
        {
            0x014C => "x86",
            0x8664 => "x64",
            0xAA64 => "arm64",
            ushort machine => $"PE machine {machine:x}",
        };
    }
}
