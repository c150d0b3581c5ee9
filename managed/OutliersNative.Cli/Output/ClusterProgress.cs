using System.Globalization;
using OutliersNative.Orleans;
using Spectre.Console;

namespace OutliersNative.Cli.Output;

/// <summary>Shows how far a cluster is with its files, on a terminal, if it takes more than a second. Says on Ctrl-C that it goes on.</summary>
internal static class ClusterProgress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), Step = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits for the results of all files.</summary>
    public static async Task<List<FileResult>> ReadAllAsync(OutlierPass pass, bool isQuiet, CancellationToken cancellation)
    {
        Console.CancelKeyPress += Tell;
        try
        {
            Task<List<FileResult>> reading = ReadAllAsync(pass, cancellation);
            bool isDone = await Task.WhenAny(reading, Task.Delay(Patience, cancellation)).ConfigureAwait(false) == reading;
            if (!isDone && !isQuiet && ReadingProgress.Terminal() is { } terminal)
            {
                await ShowAsync(terminal, pass, reading, cancellation).ConfigureAwait(false);
            }
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            Console.CancelKeyPress -= Tell;
        }
    }

    private static async Task<List<FileResult>> ReadAllAsync(OutlierPass pass, CancellationToken cancellation)
    {
        var results = new List<FileResult>();
        await foreach (FileResult result in pass.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            results.Add(result);
        }
        return results;
    }

    private static Task ShowAsync(IAnsiConsole terminal, OutlierPass pass, Task<List<FileResult>> reading, CancellationToken cancellation)
    {
        ProgressColumn[] columns = [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn()];
        return terminal.Progress().AutoClear(true).Columns(columns).StartAsync(async context =>
        {
            ProgressTask? task = null;
            while (!reading.IsCompleted)
            {
                PassProgress now;
                try
                {
                    now = await pass.GetProgressAsync(cancellation).ConfigureAwait(false);
                }
                catch (OutlierPassException)
                {
                    return; // who waits for the results has the same one
                }
                string state = string.Create(CultureInfo.InvariantCulture, $"{now.FilesDone:N0} of {now.Files:N0} files, {now.Workers} {(now.Workers == 1 ? "silo" : "silos")}");
                task ??= context.AddTask(state, maxValue: now.Bytes);
                task.Description = state;
                task.Value = now.BytesDone;
                await Task.WhenAny(reading, Task.Delay(Step, cancellation)).ConfigureAwait(false);
            }
        });
    }

    private static void Tell(object? sender, ConsoleCancelEventArgs e) =>
        Console.Error.WriteLine($"{ReadingProgress.ShownCursor}\noutliers: stopped by Ctrl-C. The cluster goes on with the files; the same command prints the outliers.");
}
