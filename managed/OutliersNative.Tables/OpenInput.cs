namespace OutliersNative.Tables;

/// <summary>An open table.</summary>
internal sealed record OpenInput(InputFile File, Table Table, Selection Selection, bool IsFile) : IDisposable
{
    /// <param name="path">A path, or - for standard input.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="follow">Ends the wait for more at the end of the file; null to end there.</param>
    /// <param name="name">What messages call it; null for the path.</param>
    /// <param name="part">The rows to read, as <see cref="DelimitedTable.Split"/> gives them; null for all.</param>
    public static OpenInput Open(string path, ReadOptions options, CancellationToken? follow = null, string? name = null, TablePart? part = null)
    {
        InputFile file = InputFile.Open(path, follow, name);
        try
        {
            Table table = TableFile.Open(file, options, part);
            return new OpenInput(file, table, ColumnChoice.Select(table, options), path != "-");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Table.Dispose();
        File.Dispose();
    }
}
