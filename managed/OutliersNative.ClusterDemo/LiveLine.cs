using System.Globalization;

namespace OutliersNative.ClusterDemo;

/// <summary>Prints how far the demo is: in a terminal one line that is written again, elsewhere a line a second.</summary>
internal sealed class LiveLine
{
    private const int UnknownWidth = 80; // a terminal without a size

    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private readonly Lock _lock = new();
    private string _line = "";

    /// <summary>Replaces the line.</summary>
    public void Show(string line)
    {
        lock (_lock)
        {
            if (!_isTerminal)
            {
                Console.WriteLine(line);
                return;
            }
            int width = Console.WindowWidth is > 0 and var columns ? columns : UnknownWidth;
            _line = line.Length < width ? line : line[..(width - 1)];
            Console.Write($"\r\e[K{_line}");
        }
    }

    /// <summary>Prints a line that stays, above the line.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            Console.WriteLine(_isTerminal ? $"\r\e[K{text}" : text);
            if (_isTerminal)
            {
                Console.Write(_line);
            }
        }
    }

    /// <summary>Removes the line.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_isTerminal && _line.Length > 0)
            {
                Console.Write("\r\e[K");
            }
            _line = "";
        }
    }

    public static string Amount(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
