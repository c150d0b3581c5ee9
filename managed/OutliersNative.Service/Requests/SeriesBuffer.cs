using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OutliersNative.Service.Requests;

/// <summary>The values of a request, in a pooled array that Python reads in place.</summary>
/// <remarks>A call that was cancelled or abandoned may still read the values after the request has ended, and a detector may retain
/// them. Each of them holds a pin, and the array goes back to the pool with the last pin.</remarks>
internal sealed class SeriesBuffer : MemoryManager<double>
{
    private const int LeastCapacity = 256;

    private readonly int _most;
    private double[] _values;
    private int _room; // of the values that fit, those that the request may have
    private int _references = 1; // the request's, and one for each pin

    /// <param name="capacity">The number of values to have room for; a guess.</param>
    /// <param name="most">The number of values that it may hold.</param>
    public SeriesBuffer(long capacity, int most)
    {
        _most = most;
        _values = ArrayPool<double>.Shared.Rent((int)Math.Clamp(capacity, Math.Min(LeastCapacity, most), most));
        _room = Math.Min(_values.Length, most);
    }

    /// <summary>The number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The values.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Adds a value.</summary>
    /// <exception cref="RequestException">There are too many.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (Count >= _room)
        {
            MakeRoom(1);
        }
        _values[Count++] = value;
    }

    /// <summary>Adds values, and returns their memory to be written.</summary>
    /// <exception cref="RequestException">There are too many.</exception>
    public Span<double> Add(int count)
    {
        if (_room - Count < count)
        {
            MakeRoom(count);
        }
        Count += count;
        return _values.AsSpan(Count - count, count);
    }

    /// <summary>Some of the values, for a detector.</summary>
    public ReadOnlyMemory<double> Series(int start, int length) => CreateMemory(start, length);

    public override Span<double> GetSpan() => _values.AsSpan(0, Count);

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        int references;
        do
        {
            references = Volatile.Read(ref _references);
            ObjectDisposedException.ThrowIf(references == 0, this); // a call that was cancelled, and is about to read
        }
        while (Interlocked.CompareExchange(ref _references, references + 1, references) != references);
        var handle = GCHandle.Alloc(_values, GCHandleType.Pinned);
        return new MemoryHandle((double*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
    }

    public override void Unpin() => Release();

    protected override void Dispose(bool disposing) => Release();

    private void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            ArrayPool<double>.Shared.Return(_values);
        }
    }

    private void MakeRoom(int count)
    {
        if (_most - Count < count)
        {
            throw new RequestException(new Problem(
                StatusCodes.Status413PayloadTooLarge, $"The request has more than {_most} values, the limit (Service:MaxValues). Send fewer at a time."));
        }
        double[] larger = ArrayPool<double>.Shared.Rent((int)Math.Clamp(2L * _values.Length, Count + count, _most));
        Values.CopyTo(larger);
        ArrayPool<double>.Shared.Return(_values);
        _values = larger;
        _room = Math.Min(larger.Length, _most);
    }
}
