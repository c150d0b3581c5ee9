using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Interop;

namespace OutliersNative.Tests.Interop;

/// <summary>The structs of C and of C#, field by field: neither side has one that the other lacks, or has elsewhere.</summary>
public sealed unsafe class LayoutTests
{
    [Test]
    public void Layout_OfBothSides_IsTheSame()
    {
        SortedDictionary<string, (long Offset, long Size)> native = Native();

        SortedDictionary<string, (long Offset, long Size)> managed = Managed();

        Assert.That(managed.Select(Line), Is.EqualTo(native.Select(Line)));
    }

    [Test]
    public void Layout_OfTheNativeSide_HasTheTwelveStructs()
    {
        IEnumerable<string> structs = Native().Keys.Where(name => !name.Contains('.', StringComparison.Ordinal));

        Assert.That(structs, Is.EqualTo(new[]
        {
            "glue_array", "glue_config", "glue_counters", "glue_error", "glue_field", "glue_invocation", "glue_limit",
            "glue_many", "glue_ndarray", "glue_output", "glue_result", "glue_times",
        }));
    }

    /// <summary>A hole would be padding, or a field of C's that neither the layout table nor C# knows.</summary>
    [Test]
    public void Layout_OfEachStruct_HasNoHoles()
    {
        SortedDictionary<string, (long Offset, long Size)> native = Native();

        foreach ((string name, (long _, long size)) in native.Where(entry => !entry.Key.Contains('.', StringComparison.Ordinal)))
        {
            long fields = native.Where(entry => entry.Key.StartsWith(name + ".", StringComparison.Ordinal)).Sum(entry => entry.Value.Size);

            Assert.That(fields, Is.EqualTo(size), name);
        }
    }

    [Test]
    public void Layout_OfTheManagedSide_IsBlittable()
    {
        foreach (Type type in Structs())
        {
            Assert.That(Marshal.SizeOf(type), Is.EqualTo(SizeInMemory(type)), type.Name);
        }
    }

    private static string Line(KeyValuePair<string, (long Offset, long Size)> entry) =>
        $"{entry.Key} at {entry.Value.Offset}, {entry.Value.Size} bytes";

    private static SortedDictionary<string, (long Offset, long Size)> Native()
    {
        long count;
        glue_field* fields = OutliersNative.Interop.Native.glue_layout(&count);
        var layout = new SortedDictionary<string, (long, long)>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            layout.Add(Utf8.Text(fields[i].name)!, (fields[i].offset_bytes, fields[i].size_bytes));
        }
        return layout;
    }

    private static SortedDictionary<string, (long Offset, long Size)> Managed()
    {
        var layout = new SortedDictionary<string, (long, long)>(StringComparer.Ordinal);
        foreach (Type type in Structs())
        {
            layout.Add(type.Name, (0, SizeInMemory(type)));
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                layout.Add($"{type.Name}.{field.Name}", (Marshal.OffsetOf(type, field.Name), SizeInMemory(field.FieldType)));
            }
        }
        return layout;
    }

    private static IEnumerable<Type> Structs() =>
        typeof(glue_result).Assembly.GetTypes().Where(type => type.IsValueType && type.Name.StartsWith("glue_", StringComparison.Ordinal));

    private static int SizeInMemory(Type type) =>
        type.IsPointer ? nint.Size : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
}
