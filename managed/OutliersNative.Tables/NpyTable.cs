using System.Buffers;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace OutliersNative.Tables;

/// <summary>An array of NumPy in a .npy file. Little-endian float64 of a file is mapped into memory, and not copied.</summary>
/// <remarks>Format: NEP 1, A Simple File Format for NumPy Arrays.</remarks>
internal sealed unsafe partial class NpyTable : Table
{
    private readonly string _type;
    private readonly bool _isFortran;
    private readonly int _size;
    private readonly int _rows;
    private readonly int _columns;
    private readonly Mapping _data;
    private readonly long _start;
    private int _next;

    public NpyTable(InputFile file, ReadOptions options)
        : base(file.Name, options)
    {
        (string header, _start) = ReadHeader(file);
        Match type = DescrPattern().Match(header), shape = ShapePattern().Match(header);
        if (!type.Success || !shape.Success)
        {
            throw new UserError($"{Name} has a structured or damaged .npy header ({header.Trim()}); expected an array of numbers. Save one field of it: numpy.save(path, array['field']).");
        }
        _type = type.Groups[1].Value;
        _isFortran = header.Contains("'fortran_order': True", StringComparison.Ordinal);
        // NumPy of Python 2 wrote lengths as 10L.
        long[] lengths = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(each => long.TryParse(each.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length
                : throw new UserError($"{Name} has a damaged .npy header: its shape is ({shape.Groups[1].Value}). Save the array again."))];
        if (lengths.Length is not (1 or 2))
        {
            throw new UserError($"{Name} holds an array of shape ({shape.Groups[1].Value}); expected one dimension, or two: rows and columns.");
        }
        if (TypePattern().Match(_type) is not { Success: true } numeric)
        {
            throw new UserError($"{Name} holds dtype '{_type}'; expected integers or float16, float32 or float64. Convert it: array.astype(float).");
        }
        _size = int.Parse(numeric.Groups[1].Value, CultureInfo.InvariantCulture);
        long columns = lengths.Length == 2 ? lengths[1] : 1;
        if (lengths[0] > Array.MaxLength || columns > Array.MaxLength)
        {
            throw new UserError($"{Name} has {lengths[0]} rows and {columns} columns; expected at most {Array.MaxLength} of each.");
        }
        _rows = (int)lengths[0];
        _columns = (int)columns;
        _data = file.Path is { } path ? Mapping.Of(path) : Mapping.Of(file.Seekable());
        if ((_data.Length - _start) / _size < (long)_rows * _columns)
        {
            throw new UserError($"{Name} ends too early: its header says {(long)_rows * _columns} values, and there are {(_data.Length - _start) / _size}.");
        }
        if ((long)_rows * _columns == 0)
        {
            throw new UserError($"{Name} holds an array of shape ({shape.Groups[1].Value}), without values; expected numbers.");
        }
        Columns = [.. Enumerable.Range(1, _columns).Select(at => new Column(_columns == 1 ? "value" : at.ToString(CultureInfo.InvariantCulture), ColumnKind.Number))];
    }

    protected override string Place => $"position {_next}";

    public override ReadOnlyMemory<double>? InPlace(int column)
    {
        bool isContiguous = _columns == 1 || _isFortran;
        if (!isContiguous || _type is not "<f8" || _start % sizeof(double) != 0)
        {
            return null;
        }
        ReadOnlyMemory<double> values = _data.Window(_start + (long)column * _rows * sizeof(double), _rows);
        return FirstNonFinite(values.Span) < 0 ? values : (ReadOnlyMemory<double>?)null; // a plain null is an empty array
    }

    public override bool Read(Rows into, int most)
    {
        Selection selection = into.Selection;
        for (int i = 0; i < most && _next < _rows; i++, _next++)
        {
            int row = into.Add();
            bool isKept = true;
            for (int each = 0; each < selection.Values.Length && isKept; each++)
            {
                byte* at = At(selection.Values[each]);
                double value = Element(at);
                if (MayBeRounded(value) && _type[1] != 'f')
                {
                    CheckRounding(Integer(at), value);
                }
                isKept = Set(into, row, each, value);
            }
            into.Times?.Add(Encoding.UTF8.GetBytes(Text(At(selection.Time))));
            if (selection.By >= 0)
            {
                into.SetGroup(row, Text(At(selection.By)));
            }
        }
        if (_next == _rows)
        {
            Tell();
        }
        return _next < _rows;
    }

    public override void Dispose() => ((IDisposable)_data).Dispose();

    private static int FirstNonFinite(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Where a field of the current row is.</summary>
    private byte* At(int column) => _data.Start + _start + (_isFortran ? (long)column * _rows + _next : (long)_next * _columns + column) * _size;

    private string Text(byte* at) => _type[1] == 'f' ? Element(at).ToString("R", CultureInfo.InvariantCulture) : Integer(at).ToString(CultureInfo.InvariantCulture);

    private BigInteger Integer(byte* at) => new(new ReadOnlySpan<byte>(at, _size), isUnsigned: _type[1] == 'u', isBigEndian: _type[0] == '>');

    private double Element(byte* at)
    {
        var bytes = new ReadOnlySpan<byte>(at, _size);
        if (_type[0] == '>' && _size > 1)
        {
            byte[] turned = bytes.ToArray();
            Array.Reverse(turned);
            return Element(turned);
        }
        return Element(bytes);
    }

    private double Element(ReadOnlySpan<byte> bytes) => (_type[1], _size) switch
    {
        ('f', 8) => MemoryMarshal.Read<double>(bytes),
        ('f', 4) => MemoryMarshal.Read<float>(bytes),
        ('f', _) => (double)MemoryMarshal.Read<Half>(bytes),
        ('i', 8) => MemoryMarshal.Read<long>(bytes),
        ('i', 4) => MemoryMarshal.Read<int>(bytes),
        ('i', 2) => MemoryMarshal.Read<short>(bytes),
        ('i', _) => (sbyte)bytes[0],
        ('u', 8) => MemoryMarshal.Read<ulong>(bytes),
        ('u', 4) => MemoryMarshal.Read<uint>(bytes),
        ('u', 2) => MemoryMarshal.Read<ushort>(bytes),
        _ => bytes[0],
    };

    private static (string Header, long Start) ReadHeader(InputFile file)
    {
        byte[] head = file.Head;
        bool isLong = head.Length > 6 && head[6] >= 2;
        int at = isLong ? 12 : 10;
        if (head.Length < at)
        {
            throw new UserError($"{file.Name} ends within its .npy header.");
        }
        long length = isLong ? BitConverter.ToUInt32(head, 8) : BitConverter.ToUInt16(head, 8);
        if (at + length > head.Length)
        {
            throw new UserError($"{file.Name} ends within its .npy header.");
        }
        return (Encoding.Latin1.GetString(head, at, (int)length), at + length);
    }

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex DescrPattern();

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapePattern();

    [GeneratedRegex("^[<>|=](?:f(?=[248]$)|[iu](?=[1248]$))([1248])$")]
    private static partial Regex TypePattern();

    /// <summary>The bytes of the file: mapped, or read into memory.</summary>
    private sealed class Mapping : MemoryManager<double>
    {
        private readonly MemoryMappedFile? _file;
        private readonly MemoryMappedViewAccessor? _view;
        private readonly GCHandle _bytes;
        private readonly double* _window;
        private readonly int _windowLength;

        private Mapping(MemoryMappedFile file, long length)
        {
            _file = file;
            _view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            Start = start;
            Length = length;
        }

        private Mapping(byte[] bytes)
        {
            _bytes = GCHandle.Alloc(bytes, GCHandleType.Pinned);
            Start = (byte*)_bytes.AddrOfPinnedObject();
            Length = bytes.Length;
        }

        private Mapping(Mapping whole, long start, int length)
        {
            Start = whole.Start;
            _window = (double*)(whole.Start + start);
            _windowLength = length;
        }

        public byte* Start { get; }

        public long Length { get; }

        public static Mapping Of(string path) =>
            new(MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read), new FileInfo(path).Length);

        public static Mapping Of(Stream stream)
        {
            using var memory = new MemoryStream();
            using (stream)
            {
                stream.CopyTo(memory);
            }
            return new Mapping(memory.ToArray());
        }

        /// <summary>Valid as long as this mapping.</summary>
        public ReadOnlyMemory<double> Window(long start, int length) => new Mapping(this, start, length).Memory;

        public override Span<double> GetSpan() => new(_window, _windowLength);

        public override MemoryHandle Pin(int elementIndex = 0) => new(_window + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
            _view?.SafeMemoryMappedViewHandle.ReleasePointer();
            _view?.Dispose();
            _file?.Dispose();
            if (_bytes.IsAllocated)
            {
                _bytes.Free();
            }
        }
    }
}
