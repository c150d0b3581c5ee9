namespace OutliersNative.Calls;

/// <summary>The rows of a matrix, which lie one after the other.</summary>
internal static class Rows
{
    /// <summary>How many rows there are; throws if they do not come out even.</summary>
    public static int Count(int length, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        return length % columns == 0
            ? length / columns
            : throw new ArgumentException($"The matrix has {length} values, which is not a multiple of {columns} columns.", nameof(columns));
    }

    /// <summary>The positions of each row, counted from the row's start, in the order in which they come.</summary>
    public static long[][] Split(ReadOnlySpan<long> positions, int rows, int columns)
    {
        int[] counts = new int[rows];
        foreach (long position in positions)
        {
            counts[position / columns]++;
        }
        long[][] split = new long[rows][];
        for (int row = 0; row < rows; row++)
        {
            split[row] = counts[row] == 0 ? [] : new long[counts[row]];
            counts[row] = 0; // from here on: how many of them are there
        }
        foreach (long position in positions)
        {
            long row = position / columns;
            split[row][counts[row]++] = position - row * columns;
        }
        return split;
    }
}
