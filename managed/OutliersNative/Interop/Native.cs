using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]

namespace OutliersNative.Interop;

/// <summary>The functions of glue.h, under C's names. Nothing else in C# names a native function.</summary>
/// <remarks>None of them may be marked SuppressGCTransition: most can wait for the GIL.</remarks>
internal static unsafe class Native
{
    private const string Library = NativeLibraryResolver.LibraryName;

    [DllImport(Library, ExactSpelling = true)]
    public static extern int init_python(glue_config* config, glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern int load_func(byte* module, byte* name, out FunctionHandle func, glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern int glue_bind(
        FunctionHandle func, byte* keywords, glue_ndarray* arrays, long array_count, glue_limit* limit, out FunctionHandle bound, glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern int detect(FunctionHandle func, glue_array* values, glue_result* result, glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern int glue_detect_many(FunctionHandle func, glue_many* many, glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern int glue_attribute(FunctionHandle func, byte* name, out FunctionHandle attribute, glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern int glue_make(FunctionHandle func, out FunctionHandle made, glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern int glue_invoke(FunctionHandle func, glue_invocation* invocation, glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern void glue_lease(void* retained, void* pin, delegate* unmanaged<void*, void> release);

    [DllImport(Library, ExactSpelling = true)]
    public static extern void py_decref(void* obj);

    [DllImport(Library, ExactSpelling = true)]
    public static extern void glue_wake();

    [DllImport(Library, ExactSpelling = true)]
    public static extern nint glue_set_context(nint context);

    [DllImport(Library, ExactSpelling = true)]
    public static extern nint glue_context();

    [DllImport(Library, ExactSpelling = true)]
    public static extern void glue_error_free(glue_error* err);

    [DllImport(Library, ExactSpelling = true)]
    public static extern int glue_abi();

    [DllImport(Library, ExactSpelling = true)]
    public static extern void glue_count(glue_counters* counters);

    [DllImport(Library, ExactSpelling = true)]
    public static extern glue_field* glue_layout(long* count);
}
