namespace OutliersNative;

/// <summary>Finds outliers. Depend on this interface where a test should replace <see cref="Outliers"/>, which implements
/// it.</summary>
/// <remarks>The methods promise what those of <see cref="Outliers"/> do. The overloads with spans are missing, since mocking
/// libraries cannot replace them.</remarks>
public interface IOutlierDetector : IDisposable
{
    /// <inheritdoc cref="Outliers.Detect(double[], CallOptions?)"/>
    long[] Detect(double[] data, CallOptions? options = null);

    /// <inheritdoc cref="Outliers.Detect(ReadOnlyMemory{double}, CallOptions?)"/>
    long[] Detect(ReadOnlyMemory<double> data, CallOptions? options = null);

    /// <inheritdoc cref="Outliers.DetectBatch(double[], int, CallOptions?)"/>
    long[][] DetectBatch(double[] matrix, int columns, CallOptions? options = null);

    /// <inheritdoc cref="Outliers.DetectBatch(ReadOnlyMemory{double}, int, CallOptions?)"/>
    long[][] DetectBatch(ReadOnlyMemory<double> matrix, int columns, CallOptions? options = null);

    /// <inheritdoc cref="Outliers.DetectMany"/>
    long[][] DetectMany(IReadOnlyList<double[]> arrays, CallOptions? options = null);

    /// <inheritdoc cref="Outliers.Score(ReadOnlyMemory{double}, CallOptions?)"/>
    double[] Score(ReadOnlyMemory<double> data, CallOptions? options = null);

    /// <inheritdoc cref="Outliers.Analyze(ReadOnlyMemory{double}, CallOptions?)"/>
    OutlierAnalysis Analyze(ReadOnlyMemory<double> data, CallOptions? options = null);

    /// <inheritdoc cref="Outliers.ScoreAsync(ReadOnlyMemory{double}, CallOptions?, CancellationToken)"/>
    Task<double[]> ScoreAsync(ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Outliers.AnalyzeAsync(ReadOnlyMemory{double}, CallOptions?, CancellationToken)"/>
    Task<OutlierAnalysis> AnalyzeAsync(
        ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Outliers.DetectAsync(double[], CallOptions?, CancellationToken)"/>
    Task<long[]> DetectAsync(double[] data, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Outliers.DetectAsync(ReadOnlyMemory{double}, CallOptions?, CancellationToken)"/>
    Task<long[]> DetectAsync(ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Outliers.DetectManyAsync(IReadOnlyList{double[]}, CallOptions?, CancellationToken)"/>
    Task<long[][]> DetectManyAsync(
        IReadOnlyList<double[]> arrays, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Outliers.DetectManyAsync(IAsyncEnumerable{ReadOnlyMemory{double}}, CallOptions?, int, CancellationToken)"/>
    IAsyncEnumerable<long[]> DetectManyAsync(
        IAsyncEnumerable<ReadOnlyMemory<double>> series,
        CallOptions? options = null,
        int maxInFlight = 64,
        CancellationToken cancellationToken = default);
}
