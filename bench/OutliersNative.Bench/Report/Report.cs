using System.Text.Json;

namespace OutliersNative.Bench;

/// <summary>Writes what was measured: bench.md to read, bench.json to compare, bench.svg to see.</summary>
internal static class Report
{
    private const string ChartFile = "bench.svg";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(Dictionary<string, string> facts, IReadOnlyList<Table> tables)
    {
        Target[] targets = [.. Targets.All(tables)];
        Console.WriteLine($"\n{string.Join('\n', targets.Select(target => $"{target}"))}\n");
        string folder = Directory.CreateDirectory(Path.Combine("artifacts", "reports")).FullName;
        Table? bySize = tables.FirstOrDefault(table => table.Name == nameof(Detect));
        if (bySize != null) File.WriteAllText(Path.Combine(folder, ChartFile), Chart.Svg(bySize));
        File.WriteAllText(Path.Combine(folder, "bench.md"), Markdown(facts, tables, targets));
        File.WriteAllText(Path.Combine(folder, "bench.json"), JsonSerializer.Serialize(new { facts, tables, targets }, Indented));
        Console.WriteLine($"report: {Path.Combine("artifacts", "reports", "bench.md")}, bench.json, {ChartFile}");
    }

    /// <summary>Sections of the third level, so that a page can take them as they are.</summary>
    private static string Markdown(Dictionary<string, string> facts, IReadOnlyList<Table> tables, Target[] targets) => string.Join('\n',
    [
        .. facts.Select(fact => $"- {fact.Key}: {fact.Value}"),
        "\n### Targets\n",
        .. targets.Select(target => $"- {target}"),
        .. tables.SelectMany(Section),
        "",
    ]);

    private static IEnumerable<string> Section(Table table)
    {
        yield return $"\n### {table.Name}\n\n{table.About}\n\n{table.Markdown}";
        if (table.Name == nameof(Detect)) yield return $"\n![{Chart.Title}]({ChartFile})";
    }
}
