namespace OutliersNative;

/// <summary>Finds outliers. Depend on this interface where a test should replace <see cref="Outliers"/>, which implements
/// it.</summary>
/// <remarks>The methods promise what those of <see cref="Outliers"/> do. The overloads with spans are missing, since mocking
/// libraries cannot replace them.</remarks>
public interface IOutlierDetector : IDisposable
{
    /// <inheritdoc cref="Outliers.Detect(double[], DetectOptions?)"/>
    long[] Detect(double[] data, DetectOptions? options = null);

    /// <inheritdoc cref="Outliers.Detect(ReadOnlyMemory{double}, DetectOptions?)"/>
    long[] Detect(ReadOnlyMemory<double> data, DetectOptions? options = null);

    /// <inheritdoc cref="Outliers.DetectBatch(double[], int, DetectOptions?)"/>
    long[][] DetectBatch(double[] matrix, int columns, DetectOptions? options = null);

    /// <inheritdoc cref="Outliers.DetectBatch(ReadOnlyMemory{double}, int, DetectOptions?)"/>
    long[][] DetectBatch(ReadOnlyMemory<double> matrix, int columns, DetectOptions? options = null);

    /// <inheritdoc cref="Outliers.DetectMany"/>
    long[][] DetectMany(IReadOnlyList<double[]> arrays, DetectOptions? options = null);

    /// <inheritdoc cref="Outliers.DetectAsync(double[], DetectOptions?, CancellationToken)"/>
    Task<long[]> DetectAsync(double[] data, DetectOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Outliers.DetectAsync(ReadOnlyMemory{double}, DetectOptions?, CancellationToken)"/>
    Task<long[]> DetectAsync(ReadOnlyMemory<double> data, DetectOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Outliers.DetectManyAsync(IReadOnlyList{double[]}, DetectOptions?, CancellationToken)"/>
    Task<long[][]> DetectManyAsync(
        IReadOnlyList<double[]> arrays, DetectOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Outliers.DetectManyAsync(IAsyncEnumerable{ReadOnlyMemory{double}}, DetectOptions?, int, CancellationToken)"/>
    IAsyncEnumerable<long[]> DetectManyAsync(
        IAsyncEnumerable<ReadOnlyMemory<double>> series,
        DetectOptions? options = null,
        int maxInFlight = 64,
        CancellationToken cancellationToken = default);
}
