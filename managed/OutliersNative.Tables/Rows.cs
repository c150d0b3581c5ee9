using System.Text;

namespace OutliersNative.Tables;

/// <summary>The selected columns of rows that were read.</summary>
internal sealed class Rows
{
    private readonly Dictionary<string, int> _groupNumbers = [];
    private readonly double[][] _values;
    private int[] _groups = [];

    public Rows(Selection selection)
    {
        Selection = selection;
        _values = [.. selection.Values.Select(_ => new double[1024])];
        Times = selection.Time >= 0 ? new TextColumn(selection.Dates) : null;
    }

    public Selection Selection { get; }

    public int Count { get; private set; }

    /// <summary>The rows that are left out, in ascending order.</summary>
    public List<int> Skipped { get; } = [];

    public TextColumn? Times { get; }

    public List<string> GroupNames { get; } = [];

    public ReadOnlyMemory<double> Values(int selected) => _values[selected].AsMemory(0, Count);

    public int Group(int row) => _groups[row];

    /// <summary>Adds a row, whose values are NaN until they are set.</summary>
    /// <returns>Its number.</returns>
    public int Add()
    {
        int row = Count++;
        if (row == _values[0].Length)
        {
            for (int i = 0; i < _values.Length; i++)
            {
                Array.Resize(ref _values[i], Longer(row));
            }
        }
        foreach (double[] values in _values)
        {
            values[row] = double.NaN;
        }
        return row;
    }

    public void Set(int row, int selected, double value) => _values[selected][row] = value;

    public void SetGroup(int row, string name)
    {
        if (_groups.Length <= row)
        {
            Array.Resize(ref _groups, _values[0].Length);
        }
        if (!_groupNumbers.TryGetValue(name, out int number))
        {
            _groupNumbers[name] = number = GroupNames.Count;
            GroupNames.Add(name);
        }
        _groups[row] = number;
    }

    /// <summary>Forgets the rows. The groups keep their numbers.</summary>
    public void Clear()
    {
        Count = 0;
        Skipped.Clear();
        Times?.Clear();
    }

    private static int Longer(int length) => (int)Math.Min(Array.MaxLength, length * 2L);
}

/// <summary>Short texts, stored in UTF-8: a third of what strings take.</summary>
/// <param name="dates">The order of day and month, if they are times.</param>
internal sealed class TextColumn(DateOrder dates)
{
    private const int BlockBytes = 1 << 16;

    private readonly List<byte[]> _blocks = [];
    private long[] _places = new long[1024];
    private int _used = BlockBytes;
    private int _count;

    public int Count => _count;

    public string this[int row]
    {
        get
        {
            long place = _places[row];
            return Encoding.UTF8.GetString(_blocks[(int)(place >> 32)], (int)(place >> 16) & 0xffff, (int)place & 0xffff);
        }
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, 1000)]; // no time is longer
        if (_used + text.Length >= BlockBytes)
        {
            _blocks.Add(new byte[BlockBytes]);
            _used = 0;
        }
        text.CopyTo(_blocks[^1].AsSpan(_used));
        if (_count == _places.Length)
        {
            Array.Resize(ref _places, (int)Math.Min(Array.MaxLength, _count * 2L));
        }
        _places[_count++] = ((long)(_blocks.Count - 1) << 32) | ((long)_used << 16) | (uint)text.Length;
        _used += text.Length;
    }

    public bool TryTime(int row, out DateTimeOffset time) => TimeText.TryRead(this[row], dates, out time);

    /// <summary>Reads a time, unless it is a small number, such as a year or a count.</summary>
    public bool TryDate(int row, out DateTimeOffset time)
    {
        time = default;
        bool isSmall = NumberText.Point.Read(this[row], out double number) == NumberKind.Number && number <= 1e8;
        return !isSmall && TryTime(row, out time);
    }

    /// <summary>The error of a field that is no time.</summary>
    public UserError NoTime(string file, int row, long position) =>
        new($"{file}, position {position}: '{this[row]}' is no time{(dates == DateOrder.DayFirst ? " with the day first" : dates == DateOrder.MonthFirst ? " with the month first" : "")}. Correct it, or pass --time none.");

    public void Clear()
    {
        _blocks.Clear();
        _used = BlockBytes;
        _count = 0;
    }
}
