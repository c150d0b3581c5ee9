using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Docs;

/// <summary>The programs of one Markdown page, and the Python modules that they call.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Programs">Each <c>csharp</c> block with the <c>text</c> block that follows it: its output, empty if there is none.</param>
/// <param name="Modules">Each <c>python</c> block whose first line is a comment with a path, such as <c># detectors/spikes.py</c>.</param>
internal sealed record ExamplePage(
    string Name, IReadOnlyList<(string Code, string Output)> Programs, IReadOnlyList<(string File, string Text)> Modules)
{
    private const string Fence = "```";

    /// <summary>README.md and the pages in docs.</summary>
    public static IEnumerable<ExamplePage> All =>
        from file in Directory.GetFiles(Path.Combine(Places.Repository, "docs"), "*.md").Order(StringComparer.Ordinal)
            .Prepend(Path.Combine(Places.Repository, "README.md"))
        select Read(file);

    private static ExamplePage Read(string file)
    {
        List<(string Language, string Text)> blocks = Blocks(File.ReadAllLines(file));
        IEnumerable<(string, string)> programs = blocks.Index()
            .Where(block => block.Item.Language == "csharp")
            .Select(block => (block.Item.Text, blocks.ElementAtOrDefault(block.Index + 1) is ("text", var output) ? output : ""));
        IEnumerable<(string, string)> modules = blocks
            .Where(block => block.Language == "python" && block.Text.Split('\n')[0].EndsWith(".py", StringComparison.Ordinal))
            .Select(block => (block.Text.Split('\n')[0].TrimStart('#', ' '), block.Text));
        return new ExamplePage(Path.GetFileName(file), [.. programs], [.. modules]);
    }

    private static List<(string Language, string Text)> Blocks(string[] lines)
    {
        var blocks = new List<(string, string)>();
        for (int at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith(Fence, StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, at + 1, line => line.StartsWith(Fence, StringComparison.Ordinal));
                blocks.Add((lines[at][Fence.Length..], string.Join('\n', lines[(at + 1)..end])));
                at = end;
            }
        }
        return blocks;
    }
}
