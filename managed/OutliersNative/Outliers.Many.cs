using System.Runtime.CompilerServices;
using OutliersNative.Calls;

namespace OutliersNative;

/// <content>Many series in a single call: the rows of a matrix, or arrays of any lengths.</content>
public sealed partial class Outliers
{
    /// <summary>Finds the outliers in each row of a matrix, in one call of the function. Python reads the matrix in place.</summary>
    /// <param name="matrix">The rows, one after the other. If it is empty, the result is empty and the function is not
    /// called.</param>
    /// <param name="columns">The length of a row. The length of <paramref name="matrix"/> must be a multiple of it.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>For each row the positions of its outliers, counted from 0 in that row, in the order in which the function returned
    /// them.</returns>
    /// <remarks>The function receives a read-only float64 ndarray of shape (rows, columns). It returns a bool mask of that shape, or
    /// the pair of index arrays that <c>np.nonzero</c> returns. <c>outliers.detect</c> judges each row by itself.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The length of <paramref name="matrix"/> is not a multiple of
    /// <paramref name="columns"/>.</exception>
    /// <inheritdoc cref="Detect(double[], CallOptions?)" path="/exception"/>
    [SkipLocalsInit]
    public long[][] DetectBatch(double[] matrix, int columns, CallOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int rows = Rows.Count(matrix.Length, columns);
        ThrowIfDisposed();
        if (rows == 0)
        {
            return [];
        }
        Span<long> few = stackalloc long[FewPositions];
        Positions positions = _function.Call(matrix, 0, matrix.Length, columns, options, few);
        return Rows.Split(positions.All ?? few[..positions.Count], rows, columns);
    }

    /// <summary>Finds the outliers in each row of a matrix, in one call of the function. Python reads the matrix in place.</summary>
    /// <inheritdoc cref="DetectBatch(double[], int, CallOptions?)" path="/param|/returns|/remarks|/exception"/>
    [SkipLocalsInit]
    public long[][] DetectBatch(ReadOnlyMemory<double> matrix, int columns, CallOptions? options = null)
    {
        int rows = Rows.Count(matrix.Length, columns);
        ThrowIfDisposed();
        if (rows == 0)
        {
            return [];
        }
        Span<long> few = stackalloc long[FewPositions];
        Positions positions = _function.Call(matrix, columns, options, few);
        return Rows.Split(positions.All ?? few[..positions.Count], rows, columns);
    }

    /// <summary>Finds the outliers in many arrays of any lengths, in one crossing to Python. Python reads the arrays in place; nothing
    /// is copied.</summary>
    /// <param name="arrays">The series. An empty one gets an empty result and is not passed to the function. An array may occur more
    /// than once.</param>
    /// <param name="options">The options of this call, which apply to each array; null for the defaults.</param>
    /// <returns>For each array the positions of its outliers, counted from 0, in the order in which the function returned
    /// them.</returns>
    /// <remarks>
    /// <para>The function is called once for each array, unless it has an attribute <c>many</c>, as <c>outliers.detect</c> has. In
    /// that case <c>many</c> is called once, with a list of the arrays that are not empty. It returns a list with a result for each
    /// of them, or a tuple of two integer arrays: all positions, each counted from the start of its array, and the number of
    /// positions in each array.</para>
    /// <para>If an exception is about one of the arrays, its <see cref="OutliersException.SeriesIndex"/> is the index of that array,
    /// and its message starts with <c>arrays[3]:</c>. An exception raised by <c>many</c> names the array by an attribute
    /// <c>array_index</c>, an index in the list that <c>many</c> received.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="arrays"/> is null.</exception>
    /// <exception cref="ArgumentException">One of <paramref name="arrays"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    /// <exception cref="PythonException">The function raised an exception.</exception>
    /// <exception cref="InvalidResultException">The function returned something that does not name positions, or not one result for
    /// each array.</exception>
    /// <exception cref="InputRetainedException">Python retained one of the arrays, and <paramref name="options"/> forbid
    /// that.</exception>
    /// <exception cref="PythonStateException">Python and .NET called each other too deeply.</exception>
    /// <exception cref="InsufficientMemoryException">The native library could not allocate memory or start a thread.</exception>
    public long[][] DetectMany(IReadOnlyList<double[]> arrays, CallOptions? options = null)
    {
        ReadOnlyMemory<double>[] series = Read(arrays);
        ThrowIfDisposed();
        return series.Length == 0 ? [] : _function.CallMany(series, options);
    }

    /// <summary>Reads the list once, since another thread may change it.</summary>
    private static ReadOnlyMemory<double>[] Read(IReadOnlyList<double[]> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        double[][] all = [.. arrays];
        int missing = Array.IndexOf(all, null);
        return missing < 0
            ? Array.ConvertAll(all, array => new ReadOnlyMemory<double>(array))
            : throw new ArgumentException($"arrays[{missing}] is null; expected an array, which may be empty.", nameof(arrays));
    }
}
