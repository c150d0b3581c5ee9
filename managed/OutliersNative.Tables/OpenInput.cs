namespace OutliersNative.Tables;

/// <summary>An open table.</summary>
internal sealed record OpenInput(InputFile File, Table Table, Selection Selection, bool IsFile) : IDisposable
{
    public static OpenInput Open(string path, ReadOptions options, CancellationToken? follow)
    {
        InputFile file = InputFile.Open(path, follow);
        try
        {
            Table table = TableFile.Open(file, options);
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
