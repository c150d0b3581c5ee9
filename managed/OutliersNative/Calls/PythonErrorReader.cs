using System.Globalization;
using System.Text;

namespace OutliersNative.Calls;

/// <summary>Makes a <see cref="PythonException"/>, with its causes, of the texts that <c>describe</c> in bootstrap.py writes.</summary>
internal static class PythonErrorReader
{
    /// <param name="type">The type of the exception.</param>
    /// <param name="message">Its message; may be empty.</param>
    /// <param name="traceback">Its traceback with that of its causes; empty if Python could not make it.</param>
    /// <param name="details">Frames, notes and causes, one item a line, as <c>add_details</c> in bootstrap.py describes.</param>
    /// <param name="seriesIndex">Which of many series the exception is about.</param>
    public static PythonException Read(string type, string message, string traceback, string details, int? seriesIndex)
    {
        var chain = new List<Link> { new(type, message, traceback.AsMemory()) };
        foreach (string line in details.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = [.. line[1..].Split('\t').Select(Unescape)];
            Link link = chain[^1];
            switch (line[0])
            {
                case 'F':
                    link.Frames.Add(new PythonFrame(fields[2], Number(fields[0]), fields[1]));
                    break;
                case 'L':
                    link.FramesLeftOut = Number(fields[0]);
                    break;
                case 'N':
                    link.Notes.Add(fields[0]);
                    break;
                case 'E':
                    int length = Math.Min(Number(fields[0]), traceback.Length); // shorter if memory ran out for the traceback
                    chain.Add(new Link(fields[1], fields[2], traceback.AsMemory(0, length)));
                    break;
            }
        }
        PythonException? exception = null;
        for (int i = chain.Count - 1; i > 0; i--)
        {
            exception = chain[i].ToException(exception, null);
        }
        return chain[0].ToException(exception, seriesIndex);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Reverses <c>escape</c> in bootstrap.py. Any other backslash is that of a lone surrogate, which crosses as
    /// <c>\udc80</c>, and stays.</summary>
    private static string Unescape(string text)
    {
        int at = text.IndexOf('\\', StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }
        var unescaped = new StringBuilder(text, 0, at, text.Length);
        for (; at < text.Length; at++)
        {
            char next = text[at] == '\\' && at + 1 < text.Length ? text[at + 1] : '\0';
            unescaped.Append(next switch { '\\' => '\\', 'n' => '\n', 't' => '\t', _ => text[at] });
            at += next is '\\' or 'n' or 't' ? 1 : 0;
        }
        return unescaped.ToString();
    }

    /// <summary>One exception of the chain of causes.</summary>
    private sealed class Link(string type, string message, ReadOnlyMemory<char> traceback)
    {
        public List<PythonFrame> Frames { get; } = [];

        public int FramesLeftOut { get; set; }

        public List<string> Notes { get; } = [];

        public PythonException ToException(PythonException? cause, int? seriesIndex) => new(type, message, traceback, cause)
        {
            SeriesIndex = seriesIndex,
            Frames = Frames.AsReadOnly(),
            FramesLeftOut = FramesLeftOut,
            Notes = Notes.AsReadOnly(),
        };
    }
}
