namespace OutliersNative.Interop;

// The structs of glue.h: the same names, fields and order. A test compares every offset and size with what C reports.
#pragma warning disable CS8981 // C's names are all lower case

internal unsafe struct glue_config
{
    public byte* library;
    public byte* executable;
    public byte** folders;
    public long folder_count;
    public long collect_above_bytes;
    public byte** environment;
    public long environment_count;
    public long pool_bytes;
    public long calls_at_once;
    public long processors;
}

internal unsafe struct glue_array
{
    public const int Float64 = 1;

    public void* data;
    public long size;
    public long columns;
    public int dtype;
    public int reserved;
}

internal unsafe struct glue_result
{
    public long* into;
    public long capacity;
    public long* indices;
    public long size;
    public void* obj;
    public void* kept;
}

internal unsafe struct glue_many
{
    public glue_array* arrays;
    public long count;
    public long* ends;
    public void** kept;
    public long* indices;
    public void* obj;
    public long at;
}

internal unsafe struct glue_error
{
    public byte* type;
    public byte* message;
    public byte* traceback;
}

internal struct glue_counters
{
    public long functions;
    public long results;
    public long leases;
    public long queued;
    public long threads;
    public long leaked;
    public long pooled_bytes;
}

internal unsafe struct glue_field
{
    public byte* name;
    public long offset_bytes;
    public long size_bytes;
}
