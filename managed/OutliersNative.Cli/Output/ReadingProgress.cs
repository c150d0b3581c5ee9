using System.Globalization;
using OutliersNative.Tables;
using Spectre.Console;

namespace OutliersNative.Cli.Output;

/// <summary>Shows how far a file has been read, on a terminal, if it takes more than a second. Says it on Ctrl-C.</summary>
internal sealed class ReadingProgress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly InputFile _file;
    private readonly ManualResetEventSlim _isDone = new();
    private readonly Thread? _thread;

    public ReadingProgress(InputFile file, bool isQuiet)
    {
        _file = file;
        Console.CancelKeyPress += Tell;
        if (!isQuiet && !Console.IsErrorRedirected)
        {
            _thread = new Thread(Show) { IsBackground = true, Name = "outliers progress" };
            _thread.Start();
        }
    }

    /// <summary>What shows the cursor again, which a bar hides.</summary>
    public static string ShownCursor => Console.IsErrorRedirected ? "" : "\u001b[?25h";

    /// <summary>Opens standard error to draw bars on.</summary>
    /// <returns>Null if it is no terminal, or one on which nothing can be drawn over: a bar would fill the screen.</returns>
    public static IAnsiConsole? Terminal()
    {
        if (Console.IsErrorRedirected)
        {
            return null;
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Interactive = InteractionSupport.Yes, // whatever standard input and output are
        });
        return console.Profile.Capabilities.Ansi ? console : null;
    }

    public void Dispose()
    {
        _isDone.Set();
        _thread?.Join();
        Console.CancelKeyPress -= Tell;
        _isDone.Dispose();
    }

    private ProgressColumn[] Columns() => _file.Length is null
        ? [new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()]
        : [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn()];

    private string Amount => string.Create(CultureInfo.InvariantCulture, $"{(_file.Position < 1e6 ? $"{_file.Position / 1e3:N0} kB" : $"{_file.Position / 1e6:N1} MB")} of {_file.Name}");

    private void Tell(object? sender, ConsoleCancelEventArgs e)
    {
        string share = _file.Length is > 0 and { } length ? string.Create(CultureInfo.InvariantCulture, $" ({100.0 * _file.Position / length:F0} %)") : "";
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ShownCursor}\noutliers: stopped by Ctrl-C after {Amount}{share}."));
    }

    private void Show()
    {
        if (_isDone.Wait(Patience))
        {
            return;
        }
        Terminal()?.Progress().AutoClear(true).Columns(Columns()).Start(context =>
        {
            ProgressTask task = context.AddTask(Markup.Escape(_file.Name), maxValue: _file.Length ?? double.MaxValue);
            do
            {
                task.Value = _file.Position;
                if (_file.Length is null)
                {
                    task.Description = Markup.Escape(Amount);
                }
            }
            while (!_isDone.Wait(Step));
        });
    }
}
