using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OutliersNative.Service.Tests;

/// <summary>docs/SERVICE.md: its commands print what the page says, and its tables are complete.</summary>
internal sealed partial class DocumentTests
{
    private const string Fence = "```";

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(ServiceProcess.Repository, "docs", "SERVICE.md"));

    [TestCaseSource(nameof(Commands))]
    public async Task Command_OfThePage_PrintsWhatThePageSays(string command, string output)
    {
        if (!File.Exists("/usr/bin/curl") || !File.Exists("/bin/bash"))
        {
            Assert.Ignore("the commands of docs/SERVICE.md need bash and curl");
        }
        Uri address = (await Services.DefaultAsync()).BaseAddress!;
        string folder = Directory.CreateTempSubdirectory("outliers-service-").FullName;
        try
        {
            await File.WriteAllLinesAsync(Path.Combine(folder, "readings.csv"), Block("csv"));
            string here = command.Replace("http://127.0.0.1:8080/", address.ToString(), StringComparison.Ordinal);
            using Process bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", here])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> errors = bash.StandardError.ReadToEndAsync();
            string printed = await bash.StandardOutput.ReadToEndAsync();
            await bash.WaitForExitAsync();
            Assert.That(printed, Is.EqualTo(output), await errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task Settings_OfTheService_AreInTheTable()
    {
        using ServiceProcess service = ServiceProcess.Begin(["--Service:Color=red"]);
        await service.EndAsync();
        string known = Expected().Match(service.Output).Groups[1].Value;
        IEnumerable<string> listed = Lines.Select(line => Setting().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);
        Assert.That(listed, Is.EquivalentTo(known.Split(", ")));
    }

    private static string[] Block(string language) => [.. Lines.SkipWhile(line => line != Fence + language).Skip(1).TakeWhile(line => line != Fence)];

    private static IEnumerable<TestCaseData> Commands()
    {
        bool isConsole = false;
        for (int at = 0; at < Lines.Length; at++)
        {
            isConsole = Lines[at] == $"{Fence}console" || (isConsole && Lines[at] != Fence);
            if (isConsole && Lines[at].StartsWith("$ ", StringComparison.Ordinal))
            {
                yield return new TestCaseData(Lines[at][2..], Lines[at + 1]);
            }
        }
    }

    [GeneratedRegex("Service:Color: there is no such setting; expected one of (.*)")]
    private static partial Regex Expected();

    [GeneratedRegex("^\\| `Service:([A-Za-z]+)")]
    private static partial Regex Setting();
}
