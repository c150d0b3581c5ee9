using OutliersNative.Orleans;

namespace Orleans.Hosting;

/// <summary>Adds files to a silo.</summary>
public static class OutlierFilesExtensions
{
    /// <summary>Lets the silo judge the files of each <see cref="OutlierPass"/>, and starts Python with the silo.</summary>
    /// <param name="silo">The silo. It needs a grain storage of the name <see cref="OutlierSeriesOptions.Storage"/>.</param>
    /// <param name="configure">Changes what the configuration section <c>Outliers:Files</c> says; null for no change.</param>
    /// <returns>The same silo.</returns>
    public static ISiloBuilder AddOutlierFiles(this ISiloBuilder silo, Action<OutlierFilesOptions>? configure = null) =>
        throw new NotImplementedException();
}
