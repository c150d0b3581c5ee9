using System.Globalization;
using CsvHelper;

namespace OutliersNative.Cli;

/// <summary>Reads one column of a CSV file.</summary>
internal static class Column
{
    public static double[] Read(FileInfo file, string name)
    {
        using StreamReader reader = file.OpenText();
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        if (!csv.Read() || !csv.ReadHeader())
        {
            throw new InputException($"{file} is empty; expected a first line that names the columns.");
        }
        string[] names = csv.HeaderRecord!;
        int at = Array.IndexOf(names, name);
        if (at < 0)
        {
            throw new InputException($"{file} has no column '{name}'; it has {string.Join(", ", names.Select(known => $"'{known}'"))}.");
        }
        var values = new List<double>();
        while (csv.Read())
        {
            string? text = csv.TryGetField(at, out string? field) ? field : null;
            values.Add(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : throw new InputException($"{file}, line {csv.Parser.Row}: {(text is null ? "there is no field" : $"'{text}'")} in column '{name}'; expected a number."));
        }
        return [.. values];
    }
}

/// <summary>The input file does not have the expected contents.</summary>
internal sealed class InputException(string message) : Exception(message);
