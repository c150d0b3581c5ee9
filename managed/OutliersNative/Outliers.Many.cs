using System.Runtime.CompilerServices;
using OutliersNative.Calls;

namespace OutliersNative;

/// <content>Many series in a single call: the rows of a matrix, or arrays of any lengths.</content>
public sealed partial class Outliers
{
    /// <summary>Finds the outliers of many series of one length in a single call: the rows of a matrix, which Python reads in place.</summary>
    /// <param name="matrix">The rows, one after the other; may be empty, which gives an empty result without a call.</param>
    /// <param name="columns">How long a row is; the length of <paramref name="matrix"/> is a multiple of it.</param>
    /// <param name="options">What this call insists on; null for nothing.</param>
    /// <returns>For each row the positions in it, counted from 0, in the order that the function gave them.</returns>
    /// <remarks>The function gets a read-only float64 ndarray of shape (rows, columns), and returns a bool mask of that shape or the
    /// pair of index arrays that <c>np.nonzero</c> gives. <c>outliers.detect</c> takes each row for itself.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The rows are not all of that length.</exception>
    /// <inheritdoc cref="Detect(double[], DetectOptions?)" path="/exception"/>
    [SkipLocalsInit]
    public long[][] DetectBatch(double[] matrix, int columns, DetectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int rows = Rows.Count(matrix.Length, columns);
        ThrowIfDisposed();
        if (rows == 0)
        {
            return [];
        }
        Span<long> few = stackalloc long[FewPositions];
        Positions found = _function.Call(matrix, 0, matrix.Length, columns, options, few);
        return Rows.Split(found.All ?? few[..found.Count], rows, columns);
    }

    /// <summary>Finds the outliers of many series of one length in a single call: the rows of a matrix, which Python reads in place.</summary>
    /// <inheritdoc cref="DetectBatch(double[], int, DetectOptions?)" path="/param|/returns|/remarks|/exception"/>
    [SkipLocalsInit]
    public long[][] DetectBatch(ReadOnlyMemory<double> matrix, int columns, DetectOptions? options = null)
    {
        int rows = Rows.Count(matrix.Length, columns);
        ThrowIfDisposed();
        if (rows == 0)
        {
            return [];
        }
        Span<long> few = stackalloc long[FewPositions];
        Positions found = _function.Call(matrix, columns, options, few);
        return Rows.Split(found.All ?? few[..found.Count], rows, columns);
    }

    /// <summary>Finds the outliers in many arrays of any lengths in a single call; Python reads them in place: nothing is copied.</summary>
    /// <param name="arrays">The series; one that is empty gives an empty result without a call. One may be there more than once.</param>
    /// <param name="options">What this call insists on, of each array; null for nothing.</param>
    /// <returns>For each array the positions in it, counted from 0, in the order that the function gave them.</returns>
    /// <remarks>
    /// <para>The function is called for each array, unless it has an attribute <c>many</c>, as <c>outliers.detect</c> has. That is
    /// called once, with a list of the arrays that are not empty, and returns a list of as many results, or a tuple of two integer
    /// arrays: all positions, each counted from the start of its array, and how many of them are each array's.</para>
    /// <para>An exception that is about one of the arrays begins its message with <c>arrays[3]:</c>, and has the index as
    /// <c>Data["index"]</c>. One that <c>many</c> raises says so by an attribute <c>array_index</c>.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">One of <paramref name="arrays"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="arrays"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    /// <exception cref="PythonException">The function raised.</exception>
    /// <exception cref="InvalidResultException">The function returned something that names no positions, or not for each array.</exception>
    /// <exception cref="InputRetainedException">Python kept one of the arrays, and <paramref name="options"/> forbid that.</exception>
    public long[][] DetectMany(IReadOnlyList<double[]> arrays, DetectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        double[][] all = [.. arrays]; // read once: it may be anybody's list
        int missing = Array.IndexOf(all, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"arrays[{missing}] is null; expected an array, which may be empty.", nameof(arrays));
        }
        ThrowIfDisposed();
        return all.Length == 0 ? [] : _function.CallMany(all, options);
    }
}
