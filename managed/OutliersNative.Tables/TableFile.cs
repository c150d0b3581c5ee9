namespace OutliersNative.Tables;

/// <summary>Opens a table of any format, recognized by its first bytes.</summary>
internal static class TableFile
{
    /// <param name="file">The file, from its first byte.</param>
    /// <param name="options">What is known about it.</param>
    /// <param name="part">A part of a delimited text, as <see cref="DelimitedTable.Split"/> gives it; null for the whole file.</param>
    public static Table Open(InputFile file, ReadOptions options, TablePart? part = null)
    {
        if (part is not null)
        {
            return new DelimitedTable(file, options, part);
        }
        if (file.Head.Length == 0)
        {
            throw new UserError($"{file.Name} is empty; expected a table with a column of numbers.");
        }
        if (file.StartsWith([0x93, .. "NUMPY"u8]))
        {
            return new NpyTable(file, options);
        }
        if (file.StartsWith("PAR1"u8))
        {
            return new ParquetTable(file, options);
        }
        return IsJson(file, options) ? new JsonTable(file, options) : new DelimitedTable(file, options);
    }

    private static bool IsJson(InputFile file, ReadOptions options)
    {
        ReadOnlySpan<byte> text = file.Head;
        if (text.StartsWith("\ufeff"u8))
        {
            text = text[3..];
        }
        text = text.TrimStart(" \t\r\n"u8);
        bool isCompressed = Path.GetExtension(file.Name) is ".gz" or ".zip";
        string extension = Path.GetExtension(isCompressed ? Path.GetFileNameWithoutExtension(file.Name) : file.Name);
        bool isNamed = extension is ".json" or ".jsonl" or ".ndjson", isDelimited = options.Delimiter is not null || extension is ".csv" or ".tsv";
        return isNamed || (!isDelimited && (text.StartsWith("{"u8) || text.StartsWith("["u8)));
    }
}
