namespace OutliersNative.Orleans;

/// <summary>What the storage has of a series. Numbers, text and bytes only, so that any serializer of a storage keeps them exact.</summary>
[GenerateSerializer, Alias("OutliersNative.StoredSeries")]
internal sealed class StoredSeries
{
    /// <summary>The number of the value that is next.</summary>
    [Id(0)]
    public long Next { get; set; }

    /// <summary>What Next was when this was stored. They differ in memory only.</summary>
    [Id(1)]
    public long Checkpoint { get; set; }

    [Id(2)]
    public string Settings { get; set; } = OutlierSeriesOptions.Default;

    /// <summary>Module, function and keywords of the stream.</summary>
    [Id(3)]
    public string Detector { get; set; } = "";

    /// <summary>The saved stream; empty before the first value.</summary>
    [Id(4)]
    public byte[] Stream { get; set; } = [];

    /// <summary>The number of the first value of the last batch, which ends before Next.</summary>
    [Id(5)]
    public long Last { get; set; }

    /// <summary>Score, expected, lower and upper of the values of the last batch: four rows of float64.</summary>
    [Id(6)]
    public byte[] LastResults { get; set; } = [];

    /// <summary>A hash of the values and times of the last batch: two writers of one series would otherwise get each other's
    /// answers.</summary>
    [Id(7)]
    public ulong LastHash { get; set; }
}
