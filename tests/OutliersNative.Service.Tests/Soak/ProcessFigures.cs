using System.Globalization;

namespace OutliersNative.Service.Tests.Soak;

/// <summary>What a process uses, from /proc.</summary>
internal sealed record ProcessFigures(long ResidentMebibytes, int Threads, int Handles)
{
    public static ProcessFigures Of(int process)
    {
        Dictionary<string, string> status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim());
        return new(
            long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) >> 10,
            int.Parse(status["Threads"], CultureInfo.InvariantCulture),
            Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count());
    }

    public override string ToString() => $"{ResidentMebibytes} MiB, {Threads} threads, {Handles} open files";
}
