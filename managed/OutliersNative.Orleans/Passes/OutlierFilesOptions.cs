namespace OutliersNative.Orleans;

/// <summary>How a silo judges files: the configuration section <c>Outliers:Files</c>.</summary>
/// <remarks>All silos of a cluster should have the same.</remarks>
public sealed class OutlierFilesOptions
{
    /// <summary>How many files, or parts of files, a silo judges at once. Default: the number of processors.</summary>
    public int Workers { get; set; } = Environment.ProcessorCount;

    /// <summary>A file of more bytes is split, if its format and the detector allow it. Default: 64 MiB.</summary>
    public long PartSize { get; set; } = 64L << 20;

    /// <summary>After how long without a sign of life of its silo a file is given to another one. Default: 30 s.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a file is tried that ends its silo, or whose call of Python takes longer than <see cref="Timeout"/>.
    /// Default: 3.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long a call of Python may take. Default: 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the results of a pass are kept after its last file is done, unless the client ends it. Default: 1 day.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(1);
}
