using System.Runtime.CompilerServices;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>A detector's attribute <c>analyze</c>: it takes a series and returns positions, scores, expected values and bounds.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed unsafe class AnalyzeFunction(InvokeFunction function) : IDisposable
{
    private const int Items = 6;
    private const int FewPositions = 128;
    private const int Dimensions = Glue.GLUE_DIMENSIONS_MOST;

    private static readonly string[] ItemNames = ["positions", "scores", "expected", "lower", "upper", "period"];

    public void Dispose() => function.Dispose();

    /// <summary>Calls the function and returns what it says, in new arrays.</summary>
    [SkipLocalsInit]
    public OutlierAnalysis Call(ReadOnlyMemory<double> data, CallOptions? options)
    {
        double[] scores = new double[data.Length], expected = new double[data.Length], lower = new double[data.Length], upper = new double[data.Length];
        Span<long> few = stackalloc long[FewPositions];
        var destination = new AnalysisDestination { Positions = few, Scores = scores, Expected = expected, Lower = lower, Upper = upper };
        Positions positions = Call(data, destination, out int period, options);
        return new OutlierAnalysis(positions.ToArray(few), scores, expected, lower, upper, period);
    }

    /// <summary>Calls the function and writes what it says to the destination. Positions that do not fit are returned in a new
    /// array.</summary>
    [SkipLocalsInit]
    public Positions Call(ReadOnlyMemory<double> data, AnalysisDestination destination, out int period, CallOptions? options)
    {
        glue_output* outputs = stackalloc glue_output[Items];
        long* shapes = stackalloc long[Items * Dimensions];
        long periodValue = 0;
        fixed (long* positions = destination.Positions)
        fixed (double* scores = destination.Scores, expected = destination.Expected, lower = destination.Lower, upper = destination.Upper)
        {
            outputs[0] = Output(positions, destination.Positions.Length, Glue.GLUE_INT64, shapes);
            outputs[1] = Output(scores, destination.Scores.Length, Glue.GLUE_FLOAT64, shapes + Dimensions);
            outputs[2] = Output(expected, destination.Expected.Length, Glue.GLUE_FLOAT64, shapes + 2 * Dimensions);
            outputs[3] = Output(lower, destination.Lower.Length, Glue.GLUE_FLOAT64, shapes + 3 * Dimensions);
            outputs[4] = Output(upper, destination.Upper.Length, Glue.GLUE_FLOAT64, shapes + 4 * Dimensions);
            outputs[5] = Output(&periodValue, 1, Glue.GLUE_INT64, shapes + 5 * Dimensions);
            int count = function.CallOn(new NDInput<double>(data), outputs, Items, options);
            try
            {
                Check(outputs, count, data.Length);
                period = count == Items ? Period(*(long*)outputs[5].data) : 0;
                Fill(&outputs[1], destination.Scores, data.Length);
                Fill(&outputs[2], destination.Expected, data.Length);
                Fill(&outputs[3], destination.Lower, data.Length);
                Fill(&outputs[4], destination.Upper, data.Length);
                return Found(&outputs[0], data.Length);
            }
            finally
            {
                for (int i = 0; i < count; i++)
                {
                    InvokeFunction.GiveBack(&outputs[i]);
                }
            }
        }
    }

    private static glue_output Output(void* into, int capacity, int dtype, long* shape) =>
        new() { into = into, capacity = Math.Min(capacity, InvokeFunction.MostBytesUnderGil / sizeof(double)), shape = shape, dtype = dtype };

    /// <summary>Each item is as long as the series, or a number that stands for all values.</summary>
    private void Check(glue_output* outputs, int count, int length)
    {
        if (count is not (Items or Items - 1))
        {
            throw Invalid($"returned {count} items");
        }
        for (int i = 0; i < count; i++)
        {
            if (outputs[i].name != null)
            {
                throw Invalid("returned a dict");
            }
            bool isNumber = outputs[i].ndim == 0;
            bool isExpected = i == 0 ? outputs[i].ndim == 1 : isNumber || (i < Items - 1 && outputs[i].ndim == 1 && outputs[i].size == length);
            if (!isExpected)
            {
                throw Invalid($"returned {ItemNames[i]} of shape {Layout.Text(NDArray<double>.ShapeOf(&outputs[i]))} for {length} values");
            }
        }
    }

    private int Period(long period) => period is >= 0 and <= int.MaxValue
        ? (int)period
        : throw new InvalidResultException(
            $"{function.Name} returned the period {period}; expected the length of the season in values, from 0, which is none, to {int.MaxValue}.");

    private InvalidResultException Invalid(string found) => new(
        $"{function.Name} {found}; expected a tuple of positions (an integer array), scores, expected, lower, upper (each a float array as long as the input, or a number) and, optionally, the period (an integer).");

    private static void Fill(glue_output* output, Span<double> destination, int length)
    {
        if (destination.IsEmpty)
        {
            return;
        }
        if (output->ndim == 0)
        {
            destination[..length].Fill(*(double*)output->data);
        }
        else if (output->obj != null)
        {
            new ReadOnlySpan<double>(output->data, length).CopyTo(destination);
        }
    }

    private Positions Found(glue_output* output, int length)
    {
        int count = checked((int)output->size);
        var positions = new ReadOnlySpan<long>(output->data, count);
        long last = -1;
        foreach (long position in positions)
        {
            if (position <= last || position >= length)
            {
                throw new InvalidResultException(
                    $"{function.Name} returned the position {position} after {last}; expected positions in ascending order, each less than {length}, the number of values.");
            }
            last = position;
        }
        return new Positions(count, output->obj == null ? null : positions.ToArray());
    }
}
