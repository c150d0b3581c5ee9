namespace OutliersNative.Interop;

// The constants and structs of glue.h: the same names, fields and order. Tests compare every value, offset and size with C's.
#pragma warning disable CS8981 // C's names are all lower case

internal static class Glue
{
    public const int GLUE_ABI = 15;
    public const int GLUE_OK = 0;
    public const int GLUE_E_PYTHON = -1;
    public const int GLUE_E_RESULT = -2;
    public const int GLUE_E_LOAD = -3;
    public const int GLUE_E_STATE = -4;
    public const int GLUE_E_MEMORY = -5;
    public const int GLUE_E_LIMIT = -6;
    public const int GLUE_LIMIT_TIMEOUT = 1;
    public const int GLUE_LIMIT_CANCELLED = 2;
    public const int GLUE_RESULT_TYPE = 1;
    public const int GLUE_RESULT_ITEM = 2;
    public const int GLUE_RESULT_LIST = 3;
    public const int GLUE_RESULT_ARRAY = 4;
    public const int GLUE_RESULT_MASK = 5;
    public const int GLUE_RESULT_MASKED = 6;
    public const int GLUE_RESULT_TOO_MANY = 7;
    public const int GLUE_RESULT_REPEATED = 8;
    public const int GLUE_RESULT_RANGE = 9;
    public const int GLUE_RESULT_MATRIX = 10;
    public const int GLUE_RESULT_MANY = 11;
    public const int GLUE_RESULT_MANY_COUNT = 12;
    public const int GLUE_RESULT_MANY_SUM = 13;
    public const int GLUE_RESULT_LABELS = 14;
    public const int GLUE_RESULT_FLAGS = 15;
    public const int GLUE_RESULT_ROW_MASK = 16;
    public const int GLUE_RESULT_DTYPE = 17;
    public const int GLUE_RESULT_NO_ARRAY = 18;
    public const int GLUE_RESULT_NO_ARRAYS = 19;
    public const int GLUE_LOAD_OPEN = 20;
    public const int GLUE_LOAD_SYMBOL = 21;
    public const int GLUE_LOAD_VERSION = 22;
    public const int GLUE_LOAD_FREE_THREADED = 23;
    public const int GLUE_LOAD_NUMPY = 24;
    public const int GLUE_LOAD_NUMPY_ABI = 25;
    public const int GLUE_LOAD_LAYOUT = 26;
    public const int GLUE_LOAD_EXECUTABLE = 27;
    public const int GLUE_STATE_OTHER_PYTHON = 30;
    public const int GLUE_STATE_NOT_STARTED = 31;
    public const int GLUE_STATE_RECURSION = 32;
    public const int GLUE_STATE_NO_PATH = 33;
    public const int GLUE_MEMORY_THREAD = 40;
    public const int GLUE_MEMORY_SYSTEM = 41;
    public const int GLUE_FLOAT64 = 1;
    public const int GLUE_FLOAT32 = 2;
    public const int GLUE_FLOAT16 = 3;
    public const int GLUE_INT64 = 4;
    public const int GLUE_UINT64 = 5;
    public const int GLUE_INT32 = 6;
    public const int GLUE_UINT32 = 7;
    public const int GLUE_INT16 = 8;
    public const int GLUE_UINT16 = 9;
    public const int GLUE_INT8 = 10;
    public const int GLUE_UINT8 = 11;
    public const int GLUE_BOOL = 12;
    public const int GLUE_COMPLEX128 = 13;
    public const int GLUE_DIMENSIONS_MOST = 32;
    public const int GLUE_INPUTS_MOST = 16;
    public const int GLUE_KEYWORDS_MOST = 64;
}

internal unsafe struct glue_config
{
    public byte* library;
    public byte* executable;
    public byte** folders;
    public long folder_count;
    public byte** environment;
    public long environment_count;
    public long collect_above_bytes;
    public long calls_at_once;
    public long processors;
    public int tune_malloc;
    public int reserved;
}

internal struct glue_limit
{
    public long timeout_ns;
    public long deadline_ns;
    public int is_cancelled;
    public int outcome;
}

internal struct glue_times
{
    public long began_ns;
    public long python_ns;
    public long ended_ns;
}

internal unsafe struct glue_array
{
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
    public void* retained;
    public glue_limit* limit;
    public glue_times* times;
}

internal unsafe struct glue_many
{
    public glue_array* arrays;
    public long count;
    public long* ends;
    public void** retained;
    public long* indices;
    public void* obj;
    public long failed;
    public glue_limit* limit;
    public glue_times* times;
}

internal unsafe struct glue_ndarray
{
    public void* data;
    public long* shape;
    public long* strides;
    public int ndim;
    public int dtype;
}

internal unsafe struct glue_output
{
    public void* into;
    public long capacity;
    public void* data;
    public long size;
    public long* shape;
    public byte* name;
    public void* obj;
    public int ndim;
    public int dtype;
}

internal unsafe struct glue_invocation
{
    public glue_ndarray* inputs;
    public void** retained;
    public long input_count;
    public glue_output* outputs;
    public long several;
    public long output_count;
    public glue_limit* limit;
    public glue_times* times;
}

internal unsafe struct glue_error
{
    public int problem;
    public int is_unsigned;
    public long value;
    public long index;
    public long limit;
    public byte* type;
    public byte* message;
    public byte* traceback;
    public byte* details;
    public byte* dtype;
    public byte* shape;
}

internal struct glue_counters
{
    public long functions;
    public long results;
    public long leases;
    public long queued;
    public long threads;
    public long leaked;
}

internal unsafe struct glue_field
{
    public byte* name;
    public long offset_bytes;
    public long size_bytes;
}
