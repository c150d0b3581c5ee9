using System.Globalization;
using System.Numerics;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace OutliersNative.Tables;

/// <summary>An Apache Parquet file. One row group is in memory at a time.</summary>
internal sealed class ParquetTable : Table
{
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;
    private readonly Dictionary<int, double[]> _numbers = [];
    private readonly Dictionary<int, string[]> _texts = [];
    private readonly Dictionary<(int Column, int Row), BigInteger> _integers = []; // beyond 2^53
    private int _group = -1;
    private int _groupRows;
    private int _next;
    private long _position;

    public ParquetTable(InputFile file, ReadOptions options)
        : base(file.Name, options)
    {
        _reader = Try(() => Wait(ParquetReader.CreateAsync(file.Seekable())));
        if (_reader.Metadata is { NumRows: 0 })
        {
            throw new UserError($"{Name} has no rows; expected numbers.");
        }
        _fields = [.. _reader.Schema.GetDataFields().Where(field => !field.IsArray && field.MaxRepetitionLevel == 0)];
        Columns = [.. _fields.Select(field => new Column(field.Path.ToString().Replace('/', '.'), KindOf(field)))];
    }

    protected override string Place => $"row {_position + 1}";

    public override bool Read(Rows into, int most)
    {
        for (int i = 0; i < most; i++)
        {
            while (_next >= _groupRows)
            {
                if (++_group >= _reader.RowGroupCount)
                {
                    Tell();
                    return false;
                }
                Try(() => ReadGroup(into.Selection));
            }
            int row = into.Add();
            bool isKept = true;
            for (int each = 0; each < into.Selection.Values.Length && isKept; each++)
            {
                int column = into.Selection.Values[each];
                double value = _numbers[column][_next];
                if (_integers.TryGetValue((column, _next), out BigInteger integer))
                {
                    CheckRounding(integer, value);
                }
                isKept = Set(into, row, each, value);
            }
            into.Times?.Add(Encoding.UTF8.GetBytes(_texts[into.Selection.Time][_next]));
            if (into.Selection.By >= 0)
            {
                into.SetGroup(row, _texts[into.Selection.By][_next]);
            }
            _next++;
            _position++;
        }
        return true;
    }

    public override void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private ColumnKind KindOf(DataField field)
    {
        bool isNumber = IsNumber(field.ClrType);
        return field.ClrType == typeof(DateTime) || field.ClrType == typeof(DateOnly) || field.ClrType == typeof(TimeSpan) || field.ClrType == typeof(TimeOnly)
            ? ColumnKind.Time
            : field.Name == "__index_level_0__" ? ColumnKind.Counter
            : TimeText.IsName(field.Name) && (!isNumber || Rises(field)) ? ColumnKind.Time
            : isNumber ? ColumnKind.Number : ColumnKind.Text;
    }

    /// <summary>Whether the first numbers rise, as times do, and as TextTable asks of those in text.</summary>
    private bool Rises(DataField field) => Try(() =>
    {
        const int most = 500;
        using ParquetRowGroupReader group = _reader.OpenRowGroupReader(0);
        _groupRows = checked((int)group.RowCount);
        double[] values = [.. ReadColumn(group, field).Cast<object?>().Where(value => value is not null).Take(most).Select(value => Convert.ToDouble(value, CultureInfo.InvariantCulture))];
        _groupRows = 0;
        return values.Length > 1 && values.Zip(values.Skip(1)).All(pair => pair.Second > pair.First);
    });

    private static bool IsNumber(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static string TypeName(DataField field) => field.ClrType == typeof(ReadOnlyMemory<char>) ? "text" : field.ClrType.Name;

    private T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ParquetException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new UserError($"{Name} is a damaged Parquet file: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <returns>The number of rows.</returns>
    private int ReadGroup(Selection selection)
    {
        using ParquetRowGroupReader group = _reader.OpenRowGroupReader(_group);
        _groupRows = checked((int)group.RowCount);
        _next = 0;
        _integers.Clear();
        foreach (int column in selection.Values)
        {
            DataField field = _fields[column];
            _numbers[column] = IsNumber(field.ClrType)
                ? [.. ReadColumn(group, field).Cast<object?>().Select((value, row) => ToDouble(value, column, row))]
                : throw new UserError($"{Name}: column '{field.Name}' holds {TypeName(field)} values; expected numbers.");
        }
        foreach (int column in new[] { selection.Time, selection.By }.Where(column => column >= 0))
        {
            _texts[column] = [.. ReadColumn(group, _fields[column]).Cast<object?>().Select(Text)];
        }
        return _groupRows;
    }

    private double ToDouble(object? value, int column, int row)
    {
        double number = value is null ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (MayBeRounded(number) && value is long or ulong or decimal)
        {
            _integers[(column, row)] = value is ulong unsigned ? unsigned : value is long integer ? integer : new BigInteger((decimal)value);
        }
        return number;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private Array ReadColumn(ParquetRowGroupReader group, DataField field) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Double => Read<double>(group, field),
        TypeCode.Single => Read<float>(group, field),
        TypeCode.SByte => Read<sbyte>(group, field),
        TypeCode.Byte => Read<byte>(group, field),
        TypeCode.Int16 => Read<short>(group, field),
        TypeCode.UInt16 => Read<ushort>(group, field),
        TypeCode.Int32 => Read<int>(group, field),
        TypeCode.UInt32 => Read<uint>(group, field),
        TypeCode.Int64 => Read<long>(group, field),
        TypeCode.UInt64 => Read<ulong>(group, field),
        TypeCode.Decimal => Read<decimal>(group, field),
        TypeCode.Boolean => Read<bool>(group, field),
        TypeCode.DateTime => Read<DateTime>(group, field),
        _ when field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>) => ReadStrings(group, field),
        _ when field.ClrType == typeof(TimeSpan) => Read<TimeSpan>(group, field),
        _ when field.ClrType == typeof(DateOnly) => Read<DateOnly>(group, field),
        _ when field.ClrType == typeof(TimeOnly) => Read<TimeOnly>(group, field),
        _ => throw new UserError($"{Name}: column '{field.Name}' holds {TypeName(field)} values, which are not read."),
    };

    private Array Read<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        if (field.IsNullable)
        {
            var nullable = new T?[_groupRows];
            group.ReadAsync<T>(field, nullable.AsMemory()).AsTask().GetAwaiter().GetResult();
            return nullable;
        }
        var values = new T[_groupRows];
        group.ReadAsync<T>(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return values;
    }

    private string?[] ReadStrings(ParquetRowGroupReader group, DataField field)
    {
        string?[] values = new string?[_groupRows];
        group.ReadAsync(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return values;
    }
}
